"""The English edition's words. All text is made up: no person, body or event is real."""

from __future__ import annotations

from types import MappingProxyType

from mayadeen_crawler.replica.writing.lexicon import (
    DateStyle,
    InterfaceLabels,
    Plurals,
    ReplicaLexicon,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_INTERFACE = InterfaceLabels(
    editions=(
        ("Ar", "https://www.almayadeen.net/"),
        ("Es", "https://espanol.almayadeen.net/"),
        ("x", "https://x.com/replica_example"),
    ),
    slogan="Slogan",
    home="Al Mayadeen English",
    front="Home",
    live="LIVE",
    breaking=("BREAKING",),
    by=("By",),
    source="Source:",
    shares=(Plurals({0: "{n} Shares"}),),
    min_read=(Plurals({0: "{n} Min Read"}),),
    most_read="Most Read",
    coverage="Coverage",
    read_next="Read Next",
    everything="All",
    in_five="In Five",
    load_more="Load more",
    about="Al Mayadeen is an Arab Independent Media Satellite Channel.",
    rights="All Rights Reserved",
    footer=(
        ("x", "https://x.com/replica_example"),
        ("Privacy Policy", "/privacy-policy"),
        ("About Us", "/about-us"),
        ("Contact Us", "/contact-us"),
        ("Authors", "/authors"),
    ),
    stores=("Android", "iOS"),
    not_found="Page not found",
    dates=(DateStyle(_MONTHS),),
    today=None,
    separator=", ",
)

_WORDS = {
    "actor": (
        "the harbour authority", "the wheat council", "the lighthouse board", "the teachers' union",
        "the river commission", "the lamp makers' guild", "the weather bureau", "the rail office",
        "the olive growers", "the salt works", "the city archive", "the bridge builders",
        "the water company", "the orchard league", "the paper mill", "the night school",
        "the ferry crews", "the map institute", "the seed bank", "the fishing fleet",
        "the tram drivers", "the honey cooperative", "the stone masons", "the kite club",
        "the postal service", "the museum trust", "the wind farm", "the brick kiln workers",
    ),
    "deed": (
        "opened", "postponed", "reviewed", "welcomed", "rejected", "signed off on", "mapped out",
        "repaired", "unveiled", "suspended", "doubled", "questioned", "restored", "published",
        "handed over", "measured", "recounted", "expanded", "withdrew", "defended", "audited",
    ),
    "thing": (
        "a new lighthouse plan", "the spring timetable", "the old canal survey", "its grain tally",
        "the night ferry", "a bridge of cedar wood", "the lantern festival", "a hundred orchards",
        "the coastal footpath", "the school kitchens", "its long-awaited atlas", "the tide tables",
        "two dry docks", "the market roof", "a library on wheels", "the glass archive",
        "the rain gauges", "its winter stores", "the hill railway", "a record honey harvest",
        "the paper tax", "the town clock", "the lower reservoir", "the apprentices' fund",
        "a treaty on kites", "the mountain post", "the fourth pier", "its seed exchange",
    ),
    "place": (
        "Tyre", "Sidon", "Tripoli", "Baalbek", "Aleppo", "Homs", "Basra", "Mosul", "Sanaa", "Aden",
        "Tunis", "Oran", "Cairo", "Aswan", "Amman", "Muscat", "Tehran", "Shiraz", "Ankara",
        "Caracas", "Havana", "Quito", "La Paz", "Lagos", "Dakar", "Nairobi", "Hanoi", "Manila",
        "Lisbon", "Athens", "Dublin", "Oslo", "Vancouver", "Santa Fe", "Suva", "Samarkand",
    ),
    "season": ("spring", "summer", "autumn", "winter", "the dry season", "the harvest weeks"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "number": (
        "3", "4", "7", "9", "11", "12", "16", "21", "28", "34", "40", "52", "77", "90", "110",
        "128", "250", "400", "1,200", "2,500", "14,000",
    ),
    "speaker": (
        "Harbour master", "Wheat Council", "Mayor of Sidon", "Ferry crews", "Weather bureau",
        "Our correspondent in Tyre", "Oran's archivist", "Rail office", "Salt works' spokesperson",
        "Kite club", "Map Institute chief",
    ),
    "quality": ("careful", "belated", "modest", "generous", "surprising", "tidy", "patient"),
    "work": ("dredging", "replanting", "cataloguing", "rewiring", "surveying", "rebuilding"),
}  # fmt: skip

ENGLISH = ReplicaLexicon(
    language="en",
    locale="en_US",
    interface=_INTERFACE,
    words=MappingProxyType(_WORDS),
    headlines=(
        "{actor} {deed} {thing} in {place}",
        "{place}: {actor} {deed} {thing}",
        "Exclusive: {actor} {deed} {thing} before {season}",
        "{actor} {deed} {thing} after {number} months of {work}",
        "'{quality} and late': {actor} {deed} {thing}, {place} told",
        "{number} crews from {place} joined {actor} over {thing}",
        "“A {quality} step”: {place} {deed} {thing}",
        "Why {actor} {deed} {thing} -- and what {place} gains",
        "{actor}, {actor} to share {thing} before {season}",
        "{place} {deed} {thing}; {actor} stayed away",
        "In {place}, {actor} {deed} {thing} & {thing}",
        "{actor} said {number}% of {thing} is ready",
    ),
    opinions=(
        "What {place} can learn from {actor}",
        "The {quality} case for {thing}",
        "Who is afraid of {thing}?",
        "Notes on {season}: {actor} and the {quality} town",
        "After {place}: how {actor} lost {thing}",
    ),
    bulletins=(
        "The noon bulletin", "The morning bulletin", "The evening bulletin", "News in brief",
    ),
    summaries=(
        "{actor} {deed} {thing} in {place}, {number} months after the first {quality} draft.",
        "A {quality} round of {work} near {place} ended on {day}, and {actor} kept the figures.",
        "In {place}, {actor} and {actor} agreed on one thing: {thing} cannot wait for {season}.",
        "What “{quality}” means for {thing}, and why {actor} in {place} counted on {season}.",
    ),
    sentences=(
        "{actor} said on {day} that {thing} would be ready before {season}.",
        "Crews from {place} spent {number} days on {work} along the shore.",
        "According to {actor}, {number} of the {number} posts had been filled by {day}.",
        "The {work} near {place}, {actor} added, was “{quality} and late.”",
        "No one in {place} expected {thing} to cost {number}\u00a0coins a week.",
        "A note from {actor} reads: 'we count on {season}, and on {place}.'",
        "By {day}, {number} carts had left {place} for the lower market.",
        "It isn’t the first time that {actor} {deed} {thing}.",
        "The {quality} report — {number} pages in all — names {place} twice.",
        "Residents of {place} called the idea {quality}; {actor} called it late.",
        "At 08:30 on {day}, {actor} rang the bell for {thing}.",
        "In {season}, the same {work} took {number} weeks & a day.",
        "The har\u00adbour café\u200e at {place} stayed open through {season}.",
        "Asked about {thing}, {actor} pointed to the tables: {number} to {number}.",
        "The tally reads {number} < {number} > {number}, and nobody minds <the> marks.",
        "“We said {season},” a clerk of {actor} told visitors, “and we meant it.”",
    ),
    quotes=(
        "We did the {work} first and the talking after; {place} can see the difference.",
        "{thing} belongs to {place}, and {place} has been {quality} about it.",
        "Ask {actor} again in {season}, and bring {number} witnesses.",
    ),
    subheadings=(
        "What {place} asked for", "A {quality} beginning", "{number} days of {work}",
        "Before {season}", "The part of {actor}",
    ),
    list_items=(
        "{number} boats for {place}", "{thing}, by {day}", "A {quality} word with {actor}",
        "{work} until {season}",
    ),
    alts=(
        "{thing} seen from {place}", "A {quality} view of {place} in {season}",
        "Crews at {work} near {place}", "{actor} gathering on {day}",
    ),
    captions=(
        "{place} during {season}", "{actor} at {work} in {place}",
        "{thing}, photographed on a {quality} {day}", "{number} visitors came to {place}",
    ),
    tweets=(
        "{actor} {deed} {thing}. More from {place} soon.",
        "It is a {quality} {day} in {place}.",
    ),
    ticker=(
        "{speaker}: {thing} to open in {place} before {season}",
        "{speaker}: No one asked us about {thing}",
        "{actor} {deed} {thing} near {place}",
        "{number} crews leave {place} at 06:30 for {work}",
        "{speaker}: “{quality} {work}” is a red line for {place}.",
        "{place} and {place} to share {thing} before {season}: {speaker}",
        "{actor} of {place} elected a {quality} board of {number} on {day}, the second this year",
        "{speaker} to Al Mayadeen: “{thing} will open at 07:30”",
        "Kite cup, full time: {place} 2-1 {place}",
        "{actor} put the odds of {season} rain in {place} at 3:1",
    ),
    tags=(
        "Lighthouses", "Grain", "Canals", "Harbours", "Ferries", "Night ferry", "Kites", "Honey",
        "Olive harvest", "Salt works", "Railways", "Hill railway", "Bridges", "Cedar wood",
        "Maps", "Atlases", "Archives", "Glass archive", "Lantern festival", "Footpaths",
        "Coastal footpath", "Town clocks", "Reservoirs", "Apprentices", "Seed exchange",
        "Rain gauges", "Tide tables", "School kitchens", "Market roofs", "Paper tax",
        "Bread & salt", "Crews' union", "Ferry crews in Tyre", "Orchards of Homs", "Aden port",
        "Tripoli fair", "Basra canals", "Oran archive", "Café culture", "Wind farm", "G-7 of kites",
        "Tyre", "Sidon", "Tripoli", "Aleppo", "Homs", "Basra", "Tunis", "Oran", "Cairo", "Amman",
        "Muscat", "Caracas", "Havana", "La Paz", "Dakar", "Hanoi", "Lisbon", "Athens", "Samarkand",
    ),
    authors=(
        "Al Mayadeen English", "Al Mayadeen net", "Tolm Averin", "Sada Quillem", "Irren Vasko",
        "Neyla Brontide", "Oswin Tarrel", "Maruf Ellandis", "Pell d'Ansor", "Zahra O'Quint",
    ),
    sources=("Agencies", "Websites", "Newspapers", "Social Media", "News websites"),
    coverages=("In Five", "Year of the Ferry", "Lantern Season"),
    post_types=MappingProxyType(
        {
            "news": "News",
            "article": "Articles",
            "video": "Videos",
            "newscast": "Newscast",
            "podcast": "Podcasts",
            "infograph": "Infographs",
            "gallery": "In Pictures",
        }
    ),
)  # fmt: skip
