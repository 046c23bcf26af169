"""Who said a breaking line: lines labelled by hand, in three languages."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.attribution.lexicon import table_form
from mayadeen_crawler.attribution.speaker_of_line import attribution
from mayadeen_crawler.outlet import EditionCode
from tests.helpers.table_tests import each_row

FIXTURES = Path(__file__).parent.parent / "fixtures" / "ticker"


def lines(name: str) -> list[dict[str, Any]]:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def wrong(name: str, kind: str | None = None) -> list[str]:
    return [
        f"{line['text']} → {got}"
        for line in lines(name)
        if kind in (None, line["kind"])
        and (got := attribution(line["text"], line["edition"])) != line["attribution"]
    ]


@each_row(("kind", "count"), [("lead", 287), ("trail", 81), ("none", 273)])
def test_all_labelled_lines_of_each_kind(kind: str, count: int) -> None:
    assert Counter(line["kind"] for line in lines("attribution.jsonl"))[kind] == count
    assert wrong("attribution.jsonl", kind) == []


@each_row(("edition", "count"), [("en", 281), ("ar", 196), ("es", 164)])
def test_all_labelled_lines_of_each_language(edition: EditionCode, count: int) -> None:
    labelled = [line for line in lines("attribution.jsonl") if line["edition"] == edition]
    right = [line for line in labelled if attribution(line["text"], edition) == line["attribution"]]
    assert len(right) == len(labelled) == count


def test_sixty_lines_written_before_the_rules() -> None:
    assert len(lines("sixty.jsonl")) == 60
    assert wrong("sixty.jsonl") == []


@pytest.mark.parametrize(("kind", "count"), [("reported", 53), ("none", 54)])
def test_lines_without_a_colon(kind: str, count: int) -> None:
    """Speech that is reported, and lines that look like it and report none."""
    assert Counter(line["kind"] for line in lines("reported.jsonl"))[kind] == count
    assert wrong("reported.jsonl", kind) == []


SHAPES: list[tuple[EditionCode, str, str | None]] = [
    ("en", "Keller： We have a deal", "Keller"),
    ("en", "Keller : We have a deal", "Keller"),
    ("en", "Keller:\u201cWe have a deal\u201d", "Keller"),
    ("en", "URGENT | Keller: We have a deal", "Keller"),
    ("en", "#Breaking Keller: We have a deal", "Keller"),
    ("en", "Keller (on television): We have a deal", "Keller"),
    ("en", "Ministry of Water (MoW): Wells are dry", "Ministry of Water (MoW)"),
    ("en", "The Harbor Council to Al Mayadeen: Ships may leave", "The Harbor Council"),
    ("en", "Norland's ambassador to the UN: The draft is poor", "Norland's ambassador to the UN"),
    ("en", "Keller to visit Norport: schools to close", None),
    ("en", "The letter (signed: Keller) was found", None),
    ("en", 'He called it "a deal: nothing more" in the hall', None),
    ("en", "See https://example.org: the list of wells", None),
    ("en", "Keller:", None),
    ("en", ": We have a deal", None),
    ("en", "::::", None),
    ("en", "", None),
    ("en", "مصادر: القطار يعود", "مصادر"),
    ("ar", "Reuters: القطار يعود", "Reuters"),
    ("ar", "مدير المرفأ لـ \"الميادين\": الرصيف مفتوح", "مدير المرفأ"),
    ("ar", "مدير المرفأ للميادين نت: الرصيف مفتوح", "مدير المرفأ"),
    ("ar", "عاجل | مدير المرفأ: الرصيف مفتوح", "مدير المرفأ"),
    ("ar", "المتحدّث باسم المرفأ： الرصيف مفتوح", "المتحدّث باسم المرفأ"),
    ("es", "Capitán del puerto a Al Mayadeen: El muelle abre", "Capitán del puerto"),
    ("es", "ÚLTIMA HORA: Capitán del puerto: El muelle abre", "Capitán del puerto"),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), SHAPES)
def test_shapes_of_a_line(edition: EditionCode, text: str, speaker: str | None) -> None:
    assert attribution(text, edition) == speaker


#: Whom somebody speaks to, and what a thing, a title or a journey is for.
SPOKEN_TO: list[tuple[EditionCode, str, str | None]] = [
    ("ar", "سمير حداد للصيادين: ابقوا في الميناء", "سمير حداد"),
    ("ar", "حماس للوسطاء: لا تنازل", "حماس"),
    ("ar", "ماكرون للوسطاء: لن ننتظر", "ماكرون"),
    ("ar", "وزير الزراعة للمزارعين: الموسم جيد", "وزير الزراعة"),
    ("ar", "الناطق باسم الجيش للسكان: أخلوا المباني", "الناطق باسم الجيش"),
    ("ar", "خيمة للنازحين: غارة", None),
    ("ar", "وجبات للصائمين: 5 أطباق", None),
    ("ar", "المفوضية السامية للاجئين: الأعداد ترتفع", "المفوضية السامية للاجئين"),
    ("ar", "رئيس الاتحاد العام للصيادين: الموسم ضعيف", "رئيس الاتحاد العام للصيادين"),
    ("ar", "المدير العام للأمن العام: الحدود مفتوحة", "المدير العام للأمن العام"),
    ("ar", "وزير التخطيط للتأمين: لا قرار", "وزير التخطيط للتأمين"),
    ("ar", "لافروف لنظيره الأميركي: الميناء مفتوح", "لافروف"),
    ("ar", "وزير الخارجية اللبناني لنظيرته الألمانية: لا تغيير", "وزير الخارجية اللبناني"),
    ("es", "Petro a los pescadores: vuelvan al puerto", "Petro"),
    ("es", "Amal Farouk a los vecinos: hay agua en el pozo", "Amal Farouk"),
    ("es", "Amal Farouk a los vecinos: tres heridos", None),
    ("es", "Homenaje a los pescadores: acuden cientos", None),
    ("es", "Apoyo a los campesinos: nuevas medidas", None),
    ("es", "Lula a la ONU: agenda de la visita", None),
    ("es", "Keller a Miami: traspaso cerrado", None),
]


@each_row(("edition", "text", "speaker"), SPOKEN_TO)
def test_whom_somebody_speaks_to_is_no_part_of_the_speaker(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: Names whose first letter is ل, which is also the preposition "to"; and that preposition.
NAMES_IN_L: list[tuple[EditionCode, str, str | None]] = [
    ("ar", "سيرغي لافروف: الميناء مفتوح", "سيرغي لافروف"),
    ("ar", "وزير الخارجية الروسي سيرغي لافروف: الميناء مفتوح", "وزير الخارجية الروسي سيرغي لافروف"),
    ("ar", "وزير الخارجية لافروف: لا تغيير", "وزير الخارجية لافروف"),
    ("ar", "الرئيس لولا: لن نغلق الميناء", "الرئيس لولا"),
    ("ar", "الممثل جان لويس: لن نغلق المسرح", "الممثل جان لويس"),
    ("ar", "ألكسندر لوكاشينكو: لا نريد جسراً جديداً", "ألكسندر لوكاشينكو"),
    ("ar", "قال سيرغي لافروف إن الميناء مفتوح اليوم", "سيرغي لافروف"),
    ("ar", "صحيفة لوموند: المرفأ مفتوح", "صحيفة لوموند"),
    ("ar", "حاكم لاغوس: المدارس مفتوحة", "حاكم لاغوس"),
    ("ar", "رئيس لجنة المرفأ: الأرصفة مفتوحة", "رئيس لجنة المرفأ"),
    ("ar", "ترامب لنتنياهو: افتحوا الميناء", "ترامب"),
    ("ar", "المرشد لواشنطن: لن نغلق الميناء", "المرشد"),
    ("ar", "ماكرون لأميركا: لن نغلق الميناء", "ماكرون"),
]


@each_row(("edition", "text", "speaker"), NAMES_IN_L)
def test_a_name_in_the_letter_of_a_preposition_is_whole(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: A medium's name in quotation marks, and what somebody said.
QUOTED: list[tuple[EditionCode, str, str | None]] = [
    ("en", '"The Cradle": Talks go on', "The Cradle"),
    ("en", '"War is over": Trump', None),
    ("en", '"Nobody Can Close It": Keller', None),
    ("en", '"no way back": Keller', None),
    ("es", '"Voz de América": El muelle abre', "Voz de América"),
    ("es", "“El muelle abre hoy”: Petro", None),
    ("es", "“Israel debe rendir cuentas”: Petro", None),
    ("ar", '"المونيتور": المحادثات مستمرة', "المونيتور"),
    ("ar", '"ذا تايمز أوف إسرائيل": المحادثات مستمرة', "ذا تايمز أوف إسرائيل"),
    ("ar", '"القدس العربي": المحادثات مستمرة', "القدس العربي"),
    ("ar", '"لبنان 24": المحادثات مستمرة', "لبنان 24"),
    ("ar", '"روسيا 24": المحادثات مستمرة', "روسيا 24"),
    ("ar", '"طهران تايمز": المحادثات مستمرة', "طهران تايمز"),
    ("ar", '"لا ريبوبليكا": المحادثات مستمرة', "لا ريبوبليكا"),
    ("es", '"Página 12": El muelle abre', "Página 12"),
    ("es", '"infoLibre": El muelle abre', "infoLibre"),
    ("es", '"l\'Humanité": El muelle abre', "l'Humanité"),
    ("ar", "«واشنطن تايمز»: المحادثات مستمرة", "واشنطن تايمز"),
    ("ar", "«الشعب أونلاين»: المحادثات مستمرة", "الشعب أونلاين"),
    ("en", '"War on Gaza": Trump', None),
    ("en", '"i24NEWS": Talks go on', "i24NEWS"),
    ("ar", "«الحرب انتهت»: ترامب", None),
    ("ar", '"غزة تموت جوعاً": لازاريني', None),
    ("ar", '"لن نغلق الميناء": ماكرون', None),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), QUOTED)
def test_a_quotation_is_no_medium(edition: EditionCode, text: str, speaker: str | None) -> None:
    assert attribution(text, edition) == speaker


#: What somebody says of a body, as short as a body's name; and bodies' names.
SAID_OF_BODIES: list[tuple[EditionCode, str, str | None]] = [
    ("ar", "محمد رعد: المقاومة باقية", "محمد رعد"),
    ("ar", "نواف سلام: الحكومة ماضية في قرارها", "نواف سلام"),
    ("ar", "نصر الله: المقاومة قوية", "نصر الله"),
    ("ar", "فضل الله: المقاومة قوية", "فضل الله"),
    ("ar", "حسن فضل الله: المقاومة قوية", "حسن فضل الله"),
    ("ar", "صفي الدين: المقاومة قوية", "صفي الدين"),
    ("ar", "مورغان أورتاغوس: الجيش اللبناني مدعو إلى التحرك", "مورغان أورتاغوس"),
    ("ar", "الأمين العام لحزب الله الشيخ نعيم قاسم: المقاومة باقية",
     "الأمين العام لحزب الله الشيخ نعيم قاسم"),
    ("ar", "أفيغدور ليبرمان: الحكومة فشلت", "أفيغدور ليبرمان"),
    ("ar", "ماكرون: الحكومة لن تغلق الميناء", "ماكرون"),
    ("ar", "السيسي: الشعب المصري صامد", "السيسي"),
    ("ar", "استهداف قاعدة عسكرية شمالي البلاد بالصواريخ: المقاومة الإسلامية في لبنان",
     "المقاومة الإسلامية في لبنان"),
    ("ar", "العثور على ذخائر غير منفجرة في البلدة: الجيش اللبناني", "الجيش اللبناني"),
    ("ar", "الإدارة الذاتية شمال سوريا: لا عودة إلى الوراء", "الإدارة الذاتية شمال سوريا"),
    ("ar", "الحكومة والمعارضة: نرفض التقسيم", "الحكومة والمعارضة"),
    ("ar", "الخارجية الإيرانية رداً على ترامب: لا تغيير", "الخارجية الإيرانية"),
    ("ar", "الجيش الإسرائيلي مهدداً سكان القرى: أخلوا البيوت", "الجيش الإسرائيلي"),
    ("ar", "الحكومة اليمنية المعترف بها دولياً: نرفض التقسيم", "الحكومة اليمنية المعترف بها دولياً"),
    ("ar", "السلطة المحلية بحضرموت: نرفض التقسيم", "السلطة المحلية بحضرموت"),
    ("ar", "الحكومة برئاسة سلام: الميناء مفتوح", "الحكومة برئاسة سلام"),
    ("ar", "الجيش الإسرائيلي مساء اليوم: فتحنا الميناء", "الجيش الإسرائيلي مساء اليوم"),
    ("ar", "الجيش الإسرائيلي أمس: فتحنا الميناء", "الجيش الإسرائيلي أمس"),
    ("ar", "الخارجية الأميركية تامي بروس: ندعم الميناء", "الخارجية الأميركية تامي بروس"),
    ("ar", "المعارضة الإسرائيلية يائير لابيد: الميناء مغلق", "المعارضة الإسرائيلية يائير لابيد"),
    ("ar", "الحركة الأسيرة داخل السجون: الإضراب مستمر", "الحركة الأسيرة داخل السجون"),
    ("ar", "أعلن الجيش السوداني يوم الأحد أن الميناء مفتوح", "الجيش السوداني يوم الأحد"),
    ("ar", "الجيش الإسرائيلي قصف القرى: 20 شهيداً", None),
    ("ar", "السودان: قصف مدفعي على سنجة", None),
    ("ar", "إيران: العقوبات مستمرة منذ سنين", None),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), SAID_OF_BODIES)
def test_what_is_said_of_a_body_is_no_speaker(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: Quotations of one word after a long office, and speakers in their place.
ONE_WORD: list[tuple[EditionCode, str, str | None]] = [
    ("es", "Portavoz del Ministerio de Exteriores de Irán: Responderemos",
     "Portavoz del Ministerio de Exteriores de Irán"),
    ("en", "President of the Islamic Republic of Iran: Never",
     "President of the Islamic Republic of Iran"),
    ("ar", "وزير الأمن الإسرائيلي يسرائيل كاتس: سنبقى", "وزير الأمن الإسرائيلي يسرائيل كاتس"),
    ("ar", "الأمين العام لحزب الله الشيخ نعيم قاسم: سنرد",
     "الأمين العام لحزب الله الشيخ نعيم قاسم"),
    ("ar", "المتحدث باسم اتحاد الصيادين سمير حداد: نرفض", "المتحدث باسم اتحاد الصيادين سمير حداد"),
    ("es", "No habrá más obras en el puerto: Nuestra América", "Nuestra América"),
    ("ar", "حريق كبير في مستودع على طريق المرفأ: مراسلنا", "مراسلنا"),
    ("ar", "لا تغيير في موقفنا من اتفاق المرافئ: فيينا", "فيينا"),
    ("en", "Thousands to march on Saturday in Norport: Stop the War Coalition",
     "Stop the War Coalition"),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), ONE_WORD)
def test_a_quotation_of_one_word_is_no_name(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: First names with the first letter of verbs.
NAMES_IN_YA = [
    "يسرائيل كاتس", "ياسين جابر", "ياريف ليفين", "يوفال حداد", "يوآف غالانت", "يائير غولان",
    "يوسف حداد", "يولي حداد",
]  # fmt: skip


@each_row("name", NAMES_IN_YA)
def test_a_first_name_that_looks_like_a_verb_is_a_name(name: str) -> None:
    assert attribution(f"{name}: نرفض الانسحاب", "ar") == name


def test_a_verb_that_looks_like_a_first_name_makes_a_sentence() -> None:
    assert attribution("يوزع الخبز في البلدة: نرفض الانسحاب", "ar") is None


#: Ali, and "on".
ALI: list[tuple[EditionCode, str, str | None]] = [
    ("ar", "علي فياض: لن نغلق الميناء", "علي فياض"),
    ("ar", "علي حسن خليل: نرفض إغلاق الميناء", "علي حسن خليل"),
    ("ar", "قال علي لاريجاني إن الميناء مفتوح اليوم", "علي لاريجاني"),
    ("ar", "ماكرون: على المرفأ أن ينتظر", "ماكرون"),
    ("ar", "لبنان: على المرفأ أن ينتظر", "لبنان"),
    ("ar", "على وقع الغارات: نزوح من القرى", None),
    ("ar", "قالت علا حداد إن الميناء مفتوح اليوم", "علا حداد"),
    ("ar", "عَلَى وقع الغارات: نزوح من القرى", None),
    ("ar", "علىٰ وقع الغارات: نزوح من القرى", None),
    ("ar", "قال على الهواء إن الميناء مفتوح اليوم", None),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), ALI)
def test_ali_is_a_name_though_it_is_nearly_written_like_on(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: حذر is "warned", and also "cautious".
CAUTIOUS: list[tuple[EditionCode, str, str | None]] = [
    ("ar", "هدوء حذر في الجنوب: مراسل الميادين", "مراسل الميادين"),
    ("ar", "هدوء حذر يسود القرى منذ الفجر: مراسل الميادين", "مراسل الميادين"),
    ("ar", "تفاؤل حذر: جولة جديدة", None),
    ("ar", "ترقب حذر: جولة جديدة", None),
    ("ar", "قلق حذر: جولة جديدة", None),
    ("ar", "ماكرون حذر الصيادين: لا تبحروا", "ماكرون"),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), CAUTIOUS)
def test_nobody_warns_where_somebody_is_cautious(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: Capitals where things happen more often than their governments speak.
CAPITALS: list[tuple[EditionCode, str, str | None]] = [
    ("es", "La Habana: Apagón general", None),
    ("es", "El Cairo: Huelga general", None),
    ("es", "París: Roban joyas del museo", None),
    ("es", "Roma: Huelga general por el puerto", None),
    ("es", "Atenas: Barco con ayuda zarpa", None),
    ("ar", "باريس: سرقة متحف كبير", None),
    ("en", "Paris: We reject the plan", "Paris"),
    ("es", "Madrid: No aceptaremos el plan", "Madrid"),
    ("ar", "لندن: لن نغلق الميناء", "لندن"),
    ("en", "No part in the talks: Paris", "Paris"),
    ("ar", "لا نقبل بهذا المشروع ولن نوقع عليه أبداً: باريس", "باريس"),
    ("ar", "باريس للوسطاء: لا تنازل", "باريس"),
    ("ar", "روسيا للوسطاء: لا تنازل", "روسيا"),
    ("en", "Moscow: The plan is unacceptable", "Moscow"),
]  # fmt: skip


@each_row(("edition", "text", "speaker"), CAPITALS)
def test_a_capital_speaks_where_something_was_said(
    edition: EditionCode, text: str, speaker: str | None
) -> None:
    assert attribution(text, edition) == speaker


#: Countries and places, as their lines name them.
WHERE: list[tuple[EditionCode, str]] = [
    ("es", "Dinamarca"), ("en", "Nepal"), ("es", "Nepal"), ("es", "Madagascar"), ("en", "Czechia"),
    ("es", "Sudán del Sur"), ("es", "Nueva Zelanda"), ("es", "Trinidad y Tobago"),
    ("ar", "نيبال"), ("ar", "هايتي"), ("ar", "ساحل العاج"), ("ar", "لاتفيا"), ("ar", "باماكو"),
    ("ar", "كردفان"), ("ar", "المهرة"), ("es", "Puerto Príncipe"), ("es", "Sáhara Occidental"),
    ("en", "Western Sahara"),
]  # fmt: skip
HAPPENING: dict[EditionCode, str] = {
    "en": "Old bridge closed", "ar": "الجسر القديم مغلق", "es": "Cierran el puente viejo"
}  # fmt: skip


@each_row(("edition", "name"), WHERE)
def test_where_it_happens_is_nobody(edition: EditionCode, name: str) -> None:
    assert attribution(f"{name}: {HAPPENING[edition]}", edition) is None


PIECES = st.sampled_from(
    [":", "：", " ", "We", "Keller", "Reuters", "to", "on", "(", ")", '"', "“", "”", "«", "12:45",
     "says", "said", "say", "that", "According to", "dice", "que", "según", "إن", "بحسب", "،",
     "|", "#", "..", "مصادر", "لـ", "غزة", "قال", "Ministerio", "de", "a", "\u200f", "\u064b", "'",
     "للصيادين", "pescadores", "The", "5", "killed", ",", "citing", "https://x.example:80", "🔴"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=300))
def test_any_text_has_a_speaker_of_its_own_words_or_none(text: str) -> None:
    for edition in ("en", "ar", "es"):
        said = attribution(text, edition)
        if said is not None:
            assert said.strip() == said
            assert table_form("".join(said.split())) in table_form("".join(text.split()))


def test_long_lines_are_read_in_time() -> None:
    for text in (
        ": " * 50_000,
        "word " * 50_000,
        "Aa " * 300 + ": We",
        "قال ان " * 300 + ": لن",
        "says " * 200,
        "According to " * 80,
        "قال " * 200,
        "a, " * 300,
    ):
        attribution(text, "en")
