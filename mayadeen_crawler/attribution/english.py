"""Attribution's word tables in English. Data only; ``SpeakerLexicon`` says what each is for."""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.lexicon import SpeakerLexicon, table

_COUNTED = (
    "killed|dead|martyr|injur|wounded|missing|arrested|detained|displaced|rescued|shot|victims"
    "|casualties"
)

ENGLISH = SpeakerLexicon(
    nouns=table("""
president, vice president, minister, premier, pm, fm, chancellor, king, queen, emir, sultan,
prince, princess, pope, ayatollah, imam, sheikh, sayyed, senator, senators, congressman,
congresswoman, lawmaker, lawmakers, mp, mps, deputy, speaker, governor, mayor, ambassador, envoy,
diplomat, diplomats, secretary, secretary-general, chief, commander, commanders, general, colonel,
captain, admiral, officer, officers, official, officials, spokesman, spokesperson, spokeswoman,
spox, correspondent, correspondents, reporter, journalist, journalists, leader, leaders, head,
director, chair, chairman, chairwoman, chairperson, coordinator, commissioner, representative,
delegate, delegation, adviser, advisers, advisor, aide, aides, analyst, analysts, expert, experts,
witness, witnesses, eyewitness, eyewitnesses, residents, locals, activist, activists, doctor,
doctors, medics, paramedics, rescuers, lawyer, lawyers, prosecutor, prosecutors, judge, coach,
editor, member, members, negotiator, negotiators, mediator, mediators, families, survivors,
economist, economists, rapporteur, rapporteurs, patriarch, bishop, archbishop, mufti, cleric,
founder, ceo, observers, monitors, investigators, scientists, researchers, scholar, historian,
protesters, organizers, trader, traders, worker, workers, farmer, farmers, resident, protester,
fishermen, drivers, ministry, army, military, navy, air force, force, forces, police, command,
government, cabinet, presidency, parliament, senate, congress, council, committee, commission,
court, tribunal, office, agency, agencies, authority, authorities, administration, embassy,
consulate, mission, organization, organisation, organizations, ngo, ngos, union, unions, party,
movement, front, brigade, brigades, battalion, battalions, resistance, guard, guards, corps,
group, groups, coalition, alliance, federation, association, foundation, institute, university,
bank, fund, company, airline, syndicate, club, society, crescent, cross, defense, defence,
directorate, department, bureau, service, services, intelligence, media, newspaper, newspapers,
news, times, post, journal, tv, television, radio, channel, press, daily, magazine, broadcaster,
outlet, outlets, website, network, observatory, centre, center, faction, factions, tribes,
municipality, hospital, church, palace, secretariat, chamber, monitor, leadership, prosecution,
judiciary, source, sources, ministers, presidents, clubs, watchdog, regulator, operator, gazette,
tribune, herald, telegraph, staff, teams, team, room, master, skipper, pilot, pilots, crew,
captains, teacher, teachers, nurse, nurses, student, students, engineer, engineers,
prisoners' club, chiefs, admirals, generals, governors, mayors, envoys, ambassadors, ministries,
parties, whistleblower, crews, archivist, archivists, curator, librarian, meteorologist,
seismologist, epidemiologist, virologist, archaeologist, biologist, physicist, psychologist,
columnist, novelist, artist, artists, poet, singer, actor, actress, player, referee, trainer,
banker, manager, executive, inspector, inspectors, sheriff, ranger, firefighters,
first responders, responders, volunteers, organiser, organisers, campaigners, opposition,
dissidents, defectors, hostages' families, relatives, neighbors, neighbours, passengers, sailors,
miners, dockers, musicians, writers, poets, veteran, veterans, surgeon, patriarchate, synod,
diocese, junta, ombudsman, negotiating team, jihad, militia, rebels, insurgents
"""),
    labels=table("""
breaking, breaking news, urgent, update, updates, updated, live, live updates, live blog,
liveblog, watch, video, videos, photo, photos, pictures, in pictures, in photos, in video,
in numbers, in brief, in depth, in focus, in full, listen, podcast, read, read more, explainer,
explained, explainers, analysis, opinion, op-ed, editorial, column, comment, commentary, feature,
features, interview, exclusive, special, special coverage, coverage, recap, summary, roundup,
wrap, timeline, profile, obituary, fact check, factcheck, fact-check, facts, fact, correction,
clarification, reminder, note, alert, just in, developing, happening now, now, latest, news,
headline, headlines, top stories, in case you missed it, icymi, map, maps, infographic,
infographics, infograph, gallery, graphic, documentary, report, special report, reportage,
investigation, review, preview, weather, sport, sports, football, economy, markets, culture,
health, technology, science, environment, business, world, politics, quiz, q&a, faq, background,
context, key points, key takeaways, takeaways, what we know, what to know, who's who, poll,
survey, study, flash, newsflash, confirmed, official, trending, from the archives, flashback,
throwback, on this day, today, tonight, yesterday, tomorrow, coming up, next, schedule,
at a glance, the full story, must read, must watch, full text, text, transcript, footage, scenes,
images, moment, the moment, question, answer, conclusion, result, results, score, final score,
full time, half time, goal, draft, option, options, warning, advisory, notice, attention, data,
numbers, figures, statistics, rumor, rumour, myth, satire, cooking, food, recipe, recipes, tech,
travel, lifestyle, art, arts, music, cinema, film, films, books, book, education, law, crime,
justice, religion, space, energy, transport, aviation, shipping, climate, nature, society, local,
international, regional, diplomacy, social media, press review, in memoriam, breaking down,
fashion, motoring, gaming, media review, letter, letters, essay, diary, dispatch, postcard,
newsletter, briefing, digest, rundown, bulletin, highlights, spotlight, focus, insight,
perspective
"""),
    labelled=re.compile(
        r"(?:day|week|month|year|part|episode|chapter|phase|stage|round|season|item|step|night) "
        r"(?:\d+|one|two|three|four|five)\b"
        r"|(?:watch|live|video|photos?|pictures|in pictures|explainer|breaking|urgent|update"
        r"|exclusive|analysis|opinion|interview|special|podcast|fact check|recap) ?(?:\||-"
        r"|–|:|live|now|update|\(|\[|from\b|in\b|$)"
        r"|(?:live|latest|minute by|hour by|day by|step by|what|how|why|who|where|when) "
        r"|(?:your|the full|full|more|top|key|five|ten|three|two|four|one|several) "
    ),
    topics=table("""
war, wars, crisis, cup, league, championship, championships, olympics, tournament, grand prix,
final, semifinal, derby, qualifier, qualifiers, qualifying, playoff, playoffs, prize,
award, election, elections, vote, referendum, summit, conference, forum, deal,
agreement, accord, treaty, talks, negotiations, ceasefire, truce, day, week, month, year,
anniversary, operation, offensive, strike, strikes, airstrike, airstrikes, attack, attacks, raid,
raids, storm, hurricane, typhoon, cyclone, earthquake, quake, fire, fires, wildfires, flood,
floods, protest, protests, march, ramadan, eid, christmas, easter, nakba, covid, covid-19,
bitcoin, brent, gold, oil, gas, dollar, euro, nasdaq, dow, dow jones, stocks, shares, weather,
football, soccer, tennis, basketball, region, flotilla, airport, border, borders, corridor, plan,
case, trial, file, files, toll, death, deaths, score, scores, result, results, question,
questions, answer, answers, option, options, goal, goals, point, points, fact, facts, reason,
reasons, lesson, lessons, step, steps, numbers, figures, key, part, episode, scenario, scenarios,
price, prices, visit, speech, letter, message, path, road, way, story, history, future, past,
life, end, beginning, rise, fall, return, victory, defeat, losses, massacre, genocide, siege,
blockade, famine, hunger, sanctions, tariffs, budget, law, bill, draft, map, list, plot,
conspiracy, shooting, explosion, blast, crash, collision, accident, disaster, tragedy, scandal,
leak, leaks, exodus, escalation, tensions, clashes, battle, battles, front lines, frontline,
invasion, occupation, annexation, settlement, settlements, swap, exchange deal, prisoners,
hostages, captives, refugees, migrants, martyrs, children, women, men, people, youth, students,
world, europe, africa, asia, inside, behind, beyond, after, before, between, against, toward,
towards, from, to, when, why, how, what, who, where, monday, tuesday, wednesday, thursday, friday,
saturday, sunday, january, february, april, may, june, july, august, september, october, november,
december, morning, evening, night, noon, midnight, heatwave, drought, snow, rain, eclipse,
blackout, outage, artificial, famines, epidemic, pandemic, outbreak, virus, vaccine, strikers,
harvest, inflation, unemployment, recession, economy, market, markets, trade, currency, tourism,
hajj, pilgrimage, concert, festival, exhibition, museum, theatre, theater, school, schools, exam,
exams, traffic, train, trains, bridge, dam, tunnel, ship, ships, plane, aircraft, drone, drones,
missile, missiles, rocket, rockets, tank, tanks, weapons, arms, first, second, third, last, new,
old, no, yes, not, only, big, great, good, bad, best, worst
"""),
    verbs=re.compile(
        r"\b(?:says|said|saying|tells|told|warns|warned|vows|vowed|replies|replied|responds"
        r"|responded|adds|added|insists|insisted|stresses|stressed|affirms|affirmed|declares"
        r"|declared|asks|asked|urges|urged|claims|claimed|reiterates|comments|commented"
        r"|reports|reported|confirms"
        r"|confirmed|announces|announced|reveals|revealed|writes|wrote|posts|posted|tweets"
        r"|tweeted)\b.*"
    ),
    clause=re.compile(
        r"\b(?:is|are|was|were|be|been|will|would|has|have|had|can|could|may|might|must|should"
        r"|does|did|do|to (?:be|visit|resign|meet|hold|send|return|leave|begin|start|end|stop)"
        r"|arrives?|arrived|resigns?|resigned|meets?|visits?|visited|holds?|killed|kills"
        r"|hits?|strikes?|struck"
        r"|wins?|loses?|dies|died|falls?|rises?|opens?|closes?|begins?|ends?|starts?|returns?"
        r"|leaves?|left|joins?|signs?|signed|rejects?|rejected|accepts?|accepted"
        r"|launch(?:es|ed)?|he|she|they|it|this|these|we|i|you|who|what|which"
        r"|arrests?|storms?|targets?|targeted|bombs|bombed|shells|seizes?|seized|enters?"
        r"|entered|withdraws?|withdrew|advances"
        r"|intercepts?|intercepted|downs|downed|shoots?|shot|burns?|injures?|wounds?"
        r"|receives?|travels?|orders|bans|blocks"
        r"|suspends?|approves?|passes|detains?|destroys?|destroyed|closed|says|said|gets?"
        r"|makes?|takes?|gives?|goes|comes)\b"
    ),
    addressed=re.compile(
        r"(?:,? (?:speaking|in a statement|in statements|in an interview"
        r"|exclusively))?,? (?:to|with|for) "
        r"(?:al[ -]mayad+een|the press|reporters|journalists|media|the media|parliament"
        r"|[\w'’.-]+(?: [\w'’.-]+){0,2} (?:tv|news|newspaper|channel|agency|radio|times"
        r"|post|journal)"
        r"|al[ -](?:jazeera|manar|arabiya|masirah|akhbar)|reuters|afp|cnn|bbc|nbc|cbs|abc"
        r"|axios|bloomberg|rt|fox news|sputnik|le monde|the guardian)(?: (?:tv|net|english"
        r"|news))?$"
    ),
    about=re.compile(
        r",? (?:on|about|regarding|over|after|following|during|ahead of|before|upon|amid"
        r"|in response"
        r"|in reaction|in reply|commenting|speaking|addressing|from) .*"
    ),
    citing=re.compile(
        r",? \b(?:citing|quoting|quotes|cites|quoted by|via|through|according to"
        r"|reporting)\b.*"
    ),
    statement=re.compile(
        r"['\"“‘«]*(?:(?:[\w'’-]+ ){0,7}?(?:we|our|ours|i|my|must|should|cannot|never"
        r"|will not|won't)\b"
        r"|no |not |any |all options|reject|condemn|there (?:is|are|will)|let |stop "
        r"|it is |this is )"
    ),
    event=re.compile(
        r"(?:[\w'’-]+ ){0,2}?(?:\d+|dozens|hundreds|thousands|several|explosions?|blasts?"
        r"|fires?|clashes|protests?"
        r"|protesters|demonstrat\w+|strikes?|airstrikes?|air|raids?|shelling|sirens?"
        r"|attacks?|killed|injured"
        r"|(?:bombs?|bombings?|missiles?|rockets?) (?:hits?|kills?|strikes?|struck|rocks?"
        r"|explodes?|falls?|fell|lands?|fired|launched)"
        r"|wounded|dead|storms?|floods?|earthquake|crash|collision|police|court|gunfire"
        r"|shooting|gunmen|rally"
        r"|march|crowds?|curfew|power|traffic|airport|artillery|drones?|warplanes?"
        r"|soldiers?|troops|settlers|ambulances?|smoke"
        r"|casualties|martyrs?|voting|polls|funeral|heavy|massive|violent|intense|loud)\b"
    ),
    count=re.compile(
        rf"(?:[\w'’-]+ ){{0,2}}?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten"
        rf"|dozens|hundreds|thousands|several)\b(?: [\w'’-]+){{0,3}}? (?:{_COUNTED})"
    ),
    question=re.compile(r"(?:what|how|why|who|which|where|when|inside|everything|a look)\b"),
    region=re.compile(
        r"(?:ein|ain|tel|beit|bint|deir|kfar|kafr|wadi|jabal|mount|lake|port|fort|cape"
        r"|camp|the) \S+$"
        r"|(?:the )?(?:bay|sea|gulf|straits?|coast|cape|isle|port|province|city) of "
        r"|(?:the )?(?:occupied|north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?"
        r"|central|north-?east(?:ern)?|north-?west(?:ern)?"
        r"|south-?east(?:ern)?|south-?west(?:ern)?|upper|lower|greater|rural"
        r"|downtown) \S+(?: \S+)?$"
        r"|.* (?:countryside|province|governorate|district|city|town|village|camp|border"
        r"|region|outskirts|suburbs?|valley"
        r"|airport|crossing|heights|plateau|island|islands|sea|strait|state)$"
    ),
    abstract=re.compile(
        r"(?:[a-z]{2}ing|[ts]ions?|ments?|ness|ity|ities|isms?|ics|ships?|waves?|quakes?"
        r"|falls?|logy)$"
    ),
    naming=re.compile(
        r"(?:\b(?:named|name|elected|winner|appointed|identified|candidate|candidates|is"
        r"|are|of|the|a|for|with|in|and|goal|key|reason|answer|question|culprit"
        r"|champion)$)"
    ),
    heralds=re.compile(r"(?:new|next|winner|one|two|three|only|the)\b"),
    to=re.compile(r" to "),
    bound=table("""
ambassador, envoy, representative, delegate, delegation, adviser, advisor, aide, mission,
secretary, emissary, liaison, committee, commission, commissioner, council, panel, group,
rapporteur, rapporteurs, expert, experts, coordinator, conference, deputy, assistant, counsel,
counsellor
"""),
    says=table("says, say"),
    said=table("said"),
    begins_clause=table("""
the, a, an, it, he, she, they, we, there, this, these, those, his, her, its, their, our, no, all,
any, that
"""),
    not_said=table("""
goodbye, farewell, hello, yes, no, thanks, thank, sorry, prayers, prayer, mass, to, so, nothing,
little, more, much, enough
"""),
    says_that=table("""
says, said, warns, warned, vows, vowed, adds, added, insists, insisted, stresses, stressed,
affirms, affirmed, declares, declared, claims, claimed, reiterates, reiterated, reports, reported,
confirms, confirmed, announces, announced, reveals, revealed, writes, wrote, argues, argued,
alleges, alleged, believes, states, stated, notes, noted, explains, explained, insist, warn,
claim, confirm, argue, stress, deny, believe, denies, denied, admits, admitted, hopes
"""),
    that=table("that"),
    according=table("according to"),
    no_speaker=table("""
nobody, none, everyone, everybody, someone, somebody, anyone, anybody, one, some, many, most, few,
several, others, all, no, not, nothing, as, if, when, while, after, before, because, though,
although, since, where, how, why, but, and, or, so, then, now, here, there, just, only, even,
once, until, unless, letter, document, documents, memo, text, sign, poll, survey, study, report,
reports, statement, law, bill, treaty, agreement, deal, draft, data, figures, rumor, rumors,
rumour, rumours, legend, book, article, video, tape, message, note, headline, headlines, in, on,
at, by, for, from, with, to, of
"""),
    head_first=False,
    small=table(
        "al, el, bin, ibn, bint, abu, de, da, di, la, van, von, der, den, ben, and, the, of, y, st"
    ),
)
