"""Pages in markup that nobody foresaw: made-up texts with boxes of every kind between them.

``odd_page(number)`` puts a text into one of MARKUPS, boxes of BOXES between and after its
paragraphs, and gives every element a class name of random letters. The same number gives the same
page. What must be read of it is the text that was put in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from mayadeen_crawler.outlet import EDITIONS as OUTLETS
from mayadeen_crawler.outlet.types import EditionCode

EDITIONS: tuple[EditionCode, ...] = ("en", "ar", "es")

_SUBJECTS = {
    "en": ("The harbour office", "A union of lamplighters", "The council of Orvan", "Beekeepers",
           "The orchard league", "Two ferry captains", "The museum of clocks", "Road menders"),
    "ar": ("مكتب الميناء", "نقابة عمال المنارات", "مجلس بلدة أورفان", "مربو النحل في التلال",
           "رابطة البساتين", "قبطانا العبّارة", "متحف الساعات", "عمال صيانة الطرق"),
    "es": ("La oficina del puerto", "El gremio de faroleros", "El concejo de Orván",
           "Los apicultores", "La liga de huertos", "Dos capitanes del ferri",
           "El museo de relojes", "Los peones camineros"),
}  # fmt: skip
_VERBS = {
    "en": ("said on Monday that the count of nets would", "hopes the new bridge will",
           "agreed that the winter market should", "wrote in a letter that the old mill may"),
    "ar": ("قال يوم الاثنين إن إحصاء الشباك سوف", "يأمل أن الجسر الجديد سوف",
           "وافق على أن سوق الشتاء ينبغي أن", "كتب في رسالة أن الطاحونة القديمة قد"),
    "es": ("dijo el lunes que el recuento de redes va a", "espera que el puente nuevo pueda",
           "acordó que el mercado de invierno debe", "escribió en una carta que el molino puede"),
}  # fmt: skip
_ENDS = {
    "en": ("open again before the first snow falls on the hills", "be counted by volunteers",
           "last until the end of the season, after six quiet years", "bring the boats back"),
    "ar": ("يفتح من جديد قبل أن يسقط الثلج الأول على التلال", "يتم على أيدي متطوعين من البلدة",
           "يستمر حتى نهاية الموسم بعد ست سنوات هادئة", "يعيد القوارب إلى المرفأ القديم"),
    "es": ("abrir otra vez antes de la primera nevada en las colinas", "hacerse con voluntarios",
           "durar hasta el final de la temporada tras seis años", "traer de vuelta los barcos"),
}  # fmt: skip
_WORDS = {
    "en": {
        "by": "By Rima Clay", "day": "3 Feb 2022 08:46", "heading": "What comes next",
        "more": "Read more", "ad": "Advertisement", "buy": "Book your holiday from 399 dollars.",
        "news": "Sign up for our newsletter", "inbox": "The best of our work in your inbox.",
        "send": "Subscribe", "poll": "Will the count help the harbour?", "yes": "Yes", "no": "No",
        "vote": "Vote", "share": "Share", "listen": "Listen to this article",
        "comments": "Comments (2)", "reply": "Reply", "related": "Related articles",
        "remark": "I was there on Monday, and nobody counted anything.",
        "card": "Potters reopen the kiln by the river", "views": "1,204 views",
        "teaser": "The fire was lit on Monday after years of silence.",
        "bio": "About the author", "who": "Rima Clay writes about ports and lighthouses.",
        "app": "Download our app", "popular": "Most Read", "tags": "Tags:",
        "title": "Nets are counted before the winter in Orvan", "rights": "All Rights Reserved",
        "publisher": "Al Mayadeen English",
    },
    "ar": {
        "by": "بقلم ريما طين", "day": "3 شباط 2022 08:46", "heading": "ماذا بعد ذلك",
        "more": "اقرأ المزيد", "ad": "إعلان", "buy": "احجز عطلتك بدءاً من 399 دولاراً.",
        "news": "اشترك في نشرتنا البريدية", "inbox": "أفضل ما نكتب في بريدك كل صباح.",
        "send": "اشترك", "poll": "هل يفيد الإحصاء الميناء؟", "yes": "نعم", "no": "لا",
        "vote": "تصويت", "share": "شارك", "listen": "استمع إلى المقال",
        "comments": "التعليقات (2)", "reply": "رد", "related": "مواضيع ذات صلة",
        "remark": "كنت هناك يوم الاثنين ولم يحص أحد شيئاً.",
        "card": "الخزافون يعيدون فتح الفرن قرب النهر", "views": "1204 مشاهدة",
        "teaser": "أشعلت النار يوم الاثنين بعد سنوات من الصمت.",
        "bio": "عن الكاتب", "who": "تكتب ريما طين عن الموانئ والمنارات.",
        "app": "حمّل تطبيقنا الآن", "popular": "الأكثر قراءة", "tags": "الوسوم:",
        "title": "إحصاء الشباك قبل الشتاء في أورفان", "rights": "جميع الحقوق محفوظة",
        "publisher": "الميادين",
    },
    "es": {
        "by": "Por Rima Barro", "day": "3 de febrero de 2022 08:46", "heading": "Qué pasará ahora",
        "more": "Leer más", "ad": "Publicidad", "buy": "Reserva tus vacaciones desde 399 euros.",
        "news": "Suscríbete a nuestro boletín", "inbox": "Lo mejor de la semana en tu correo.",
        "send": "Suscríbete", "poll": "¿Ayudará el recuento al puerto?", "yes": "Sí", "no": "No",
        "vote": "Votar", "share": "Compartir", "listen": "Escucha este artículo",
        "comments": "Comentarios (2)", "reply": "Responder", "related": "Noticias relacionadas",
        "remark": "Estuve allí el lunes y nadie contó nada.",
        "card": "Los alfareros reabren el horno junto al río", "views": "1.204 visitas",
        "teaser": "El fuego se encendió el lunes tras años de silencio.",
        "bio": "Sobre el autor", "who": "Rima Barro escribe sobre puertos y faros.",
        "app": "Descarga nuestra app", "popular": "Más leídas", "tags": "Etiquetas:",
        "title": "Cuentan las redes antes del invierno en Orván",
        "rights": "Todos los derechos reservados", "publisher": "Al Mayadeen Español",
    },
}  # fmt: skip


@dataclass(slots=True)
class OddPage:
    """A page, and what a reader of it sees as the article's text."""

    html: str
    edition: str
    markup: str
    boxes: list[str]
    """Names of its boxes: keys of BOXES."""
    url: str
    text: list[str] = field(default_factory=list)
    """Paragraphs, headings, quotes and list items of the text."""


class _Writer:
    """Writes elements with class names of random letters, and made-up sentences."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.edition = EDITIONS[number % 3]
        self.words = _WORDS[self.edition]
        self.paragraphs: list[str] = []

    def sentence(self) -> str:
        choose, edition = self.random.choice, self.edition
        number = self.random.randint(12, 980)
        parts = (choose(_SUBJECTS[edition]), choose(_VERBS[edition]), choose(_ENDS[edition]))
        return f"{' '.join(parts)} ({number})."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(1, 3)))

    def name(self) -> str:
        letters = "bcdfghjklmnpqrstvwxz"
        return "".join(self.random.choice(letters) for _ in range(5))

    def __call__(self, tag: str, *inner: str, **attributes: str) -> str:
        attributes = {"class": self.name()} | attributes
        written = "".join(f' {key.rstrip("_")}="{value}"' for key, value in attributes.items())
        return f"<{tag}{written}>{''.join(inner)}</{tag}>"

    def link(self, text: str) -> str:
        return self("a", text, href=f"/news/politics/{self.name()}-{self.name()}-{self.name()}-a")


# --- boxes


def _advertisement(w: _Writer) -> str:
    return w("div", w("p", w.words["ad"]), w("p", w.words["buy"]))


def _picture_advertisement(w: _Writer) -> str:
    picture = "<a href='https://shop.example/a'><img src='/ad.jpg' width='300' height='250'></a>"
    return w("div", w("span", w.words["ad"]), picture)


def _newsletter(w: _Writer) -> str:
    form = w("form", "<input type='email'>", w("button", w.words["send"]))
    return w("div", w("h4", w.words["news"]), w("p", w.words["inbox"]), form)


def _newsletter_link(w: _Writer) -> str:
    return w("div", w("strong", w.words["news"]), w("p", w.words["inbox"]))


def _poll(w: _Writer) -> str:
    options = w("li", f"{w.words['yes']} 51%") + w("li", f"{w.words['no']} 49%")
    return w("div", w("p", w.words["poll"]), w("ul", options))


def _ballot(w: _Writer) -> str:
    options = "".join(
        w("label", "<input type='radio' name='v'>", w.words[word]) for word in ("yes", "no")
    )
    return w("div", w("p", w.words["poll"]), options, w("button", w.words["vote"]))


def _prices(w: _Writer) -> str:
    rows = w("li", "ORVN 82.14 +0.4%") + w("li", "NETS 3.02 -1.2%")
    return w("div", w("ul", rows))


def _share(w: _Writer) -> str:
    links = "".join(
        w("li", w("a", name, href="https://net.example/share")) for name in ("Facebook", "Telegram")
    )
    return w("div", w("span", w.words["share"]), w("ul", links))


def _player(w: _Writer) -> str:
    return w("div", w("span", w.words["listen"]), w("div", "0:00 / 3:45"))


def _views(w: _Writer) -> str:
    return w("div", w.words["views"])


def _related_list(w: _Writer) -> str:
    items = "".join(w("li", w.link(w.words["card"])) for _ in range(3))
    return w("div", w("h3", w.words["related"]), w("ul", items))


def _links(w: _Writer) -> str:
    return w("ul", "".join(w("li", w.link(w.words["card"])) for _ in range(2)))


def _teaser(w: _Writer) -> str:
    return w("article", w("h3", w.link(w.words["card"])), w("p", w.words["teaser"]))


def _linked_teaser(w: _Writer) -> str:
    return w("div", w.link("<img src='/c.jpg'>"), w("div", w.link(w.words["card"])))


def _aside(w: _Writer) -> str:
    return w("aside", w("p", w.words["teaser"]))


def _pull_quote(w: _Writer) -> str:
    said = w.random.choice(w.paragraphs)
    return w("blockquote", w("p", f"“{said.split(' (')[0]}”"))


def _app(w: _Writer) -> str:
    return w("div", w("p", w.words["app"]), w("a", "Google Play", href="https://store.example/"))


def _bio(w: _Writer) -> str:
    return w("div", w("h4", w.words["bio"]), w("p", w.words["who"]))


def _comments(w: _Writer) -> str:
    items = "".join(
        w(
            "li",
            w("b", f"Reader {n}"),
            w("p", w.words["remark"]),
            w("a", w.words["reply"], href="#"),
        )
        for n in range(3)
    )
    return w("section", w("h3", w.words["comments"]), w("ul", items))


BOXES: dict[str, Callable[[_Writer], str]] = {
    "advertisement": _advertisement,
    "picture advertisement": _picture_advertisement,
    "newsletter": _newsletter,
    "newsletter without form": _newsletter_link,
    "poll": _poll,
    "ballot": _ballot,
    "prices": _prices,
    "share": _share,
    "player": _player,
    "views": _views,
    "related": _related_list,
    "links": _links,
    "teaser": _teaser,
    "linked teaser": _linked_teaser,
    "aside": _aside,
    "pull quote": _pull_quote,
    "app": _app,
}
AFTER: dict[str, Callable[[_Writer], str]] = {**BOXES, "bio": _bio, "comments": _comments}
del AFTER["pull quote"]


# --- markups: how a text's pieces are wrapped. A piece is (kind, text), or ("box", html).

_Pieces = list[tuple[str, str]]


def _plain(w: _Writer, kind: str, text: str, paragraph: str = "p") -> str:
    if kind == "box":
        return text
    tag = {"paragraph": paragraph, "heading": "h3", "quote": "blockquote"}[kind]
    return w(tag, text)


def _all(w: _Writer, pieces: _Pieces, paragraph: str = "p") -> str:
    return "".join(_plain(w, kind, text, paragraph) for kind, text in pieces)


def _in_div(w: _Writer, pieces: _Pieces) -> str:
    return w("div", _all(w, pieces))


def _flat(w: _Writer, pieces: _Pieces) -> str:
    return _all(w, pieces)


def _divs(w: _Writer, pieces: _Pieces) -> str:
    return w("div", _all(w, pieces, "div"))


def _breaks(w: _Writer, pieces: _Pieces) -> str:
    parts = []
    for kind, text in pieces:
        parts.append(f"{text}<br><br>" if kind == "paragraph" else _plain(w, kind, text))
    return w("div", *parts)


def _own_divs(w: _Writer, pieces: _Pieces) -> str:
    return w("div", *(w("div", _plain(w, *piece)) for piece in pieces))


def _own_sections(w: _Writer, pieces: _Pieces) -> str:
    return w("article", *(w("section", w("div", _plain(w, *piece))) for piece in pieces))


def _chunks(pieces: _Pieces, number: int) -> list[_Pieces]:
    """Split *pieces* into at most *number* parts: each begins with two paragraphs."""
    chunks: list[_Pieces] = [[]]
    size = max(2, len(pieces) // number)
    for place, piece in enumerate(pieces):
        begins = [kind for kind, _ in pieces[place : place + 2]] == ["paragraph"] * 2
        if begins and len(chunks[-1]) >= size and len(chunks) < number:
            chunks.append([])
        chunks[-1].append(piece)
    return chunks


def _two_containers(w: _Writer, pieces: _Pieces) -> str:
    box = w("div", w("p", w.words["ad"]), w("p", w.words["buy"]))
    return box.join(w("div", _all(w, chunk)) for chunk in _chunks(pieces, 2))


def _three_containers(w: _Writer, pieces: _Pieces) -> str:
    return w("div", *(w("div", _all(w, chunk)) for chunk in _chunks(pieces, 3)))


def _table(w: _Writer, pieces: _Pieces) -> str:
    return f"<table><tr><td>{_all(w, pieces)}</td></tr></table>"


def _form(w: _Writer, pieces: _Pieces) -> str:
    return w("form", "<input type='hidden' name='s'>", w("div", _all(w, pieces)), method="post")


def _spans(w: _Writer, pieces: _Pieces) -> str:
    parts = [
        w("p", w("span", text)) if kind == "paragraph" else _plain(w, kind, text)
        for kind, text in pieces
    ]
    return w("div", *parts)


def _custom(w: _Writer, pieces: _Pieces) -> str:
    return w("story-text", _all(w, pieces))


def _deep(w: _Writer, pieces: _Pieces) -> str:
    return w("div", w("div", w("div", w("div", w("div", _all(w, pieces))))))


def _hidden_rest(w: _Writer, pieces: _Pieces) -> str:
    how = w.random.choice(({"hidden": ""}, {"style": "display:none"}, {"aria-hidden": "true"}))
    half = max(1, len(pieces) // 2)
    # What a box between two paragraphs hides is no matter here: the text must be whole.
    shown, rest = pieces[:half], pieces[half:]
    inner = [piece for piece in rest if piece[0] != "box"]
    if not any(kind == "paragraph" for kind, _ in shown) or not inner:
        return w("div", _all(w, pieces))
    button = w("a", w.words["more"], href="#")
    return w("div", _all(w, shown), w("div", _all(w, inner), **how), button)


def _twin(w: _Writer, pieces: _Pieces) -> str:
    texts = [piece for piece in pieces if piece[0] != "box"]
    return w("div", _all(w, pieces), w("div", _all(w, texts)))


MARKUPS: dict[str, Callable[[_Writer, _Pieces], str]] = {
    "a div": _in_div,
    "flat": _flat,
    "divs as paragraphs": _divs,
    "line breaks": _breaks,
    "a div each": _own_divs,
    "a section each": _own_sections,
    "two containers": _two_containers,
    "three containers": _three_containers,
    "table": _table,
    "form": _form,
    "spans": _spans,
    "custom element": _custom,
    "deep": _deep,
    "hidden rest": _hidden_rest,
    "twin": _twin,
}


def odd_page(number: int, *, markup: str = "", box: str = "") -> OddPage:
    """Return page *number* of the series; *markup* and *box* fix what is chosen otherwise."""
    w = _Writer(number)
    markup = markup or list(MARKUPS)[number // len(EDITIONS) % len(MARKUPS)]
    w.paragraphs = list(dict.fromkeys(w.paragraph() for _ in range(w.random.randint(3, 9))))
    pieces: _Pieces = [("paragraph", text) for text in w.paragraphs]
    if w.random.random() < 0.4:
        pieces.insert(w.random.randint(2, len(pieces) - 1), ("heading", w.words["heading"]))
    if w.random.random() < 0.3:
        pieces.insert(w.random.randint(2, len(pieces) - 1), ("quote", f"“{w.sentence()}”"))
    text = [said for _, said in pieces]
    # A first paragraph alone in its element would be a summary to a reader, too.
    names = [box] if box else w.random.sample(list(BOXES), w.random.randint(0, 3))
    for name in names:
        pieces.insert(w.random.randint(2, len(pieces) - 1), ("box", BOXES[name](w)))
    after = w.random.sample(list(AFTER), w.random.randint(0, 3))
    words = w.words
    head = w("h1", words["title"])
    if w.random.random() < 0.8:
        head += w("ul", w("li", words["by"]), w("li", words["day"]))
    if w.random.random() < 0.6:
        head += w("p", w.sentence()) + w("figure", "<img src='/cover.jpg' alt='Orvan'>")
    tail = ""
    if w.random.random() < 0.5:
        tags = (w("a", tag, href=f"/tags/{tag}") for tag in ("Orvan", words["publisher"], "Nets"))
        tail = w("ul", *(w("li", tag) for tag in tags))
    rest = "".join(AFTER[name](w) for name in after)
    popular = w("div", w("h3", words["popular"]), w("ul", w("li", w.link(words["card"]))))
    foot = w("footer", w("p", words["publisher"]), w("p", words["rights"]))
    menu = w("header", w("nav", w("a", "News", href="/news")))
    content = w("main", w("div", head, MARKUPS[markup](w, pieces), tail, rest), popular)
    html = f"<!DOCTYPE html><html lang='{w.edition}'><body>{menu}{content}{foot}</body></html>"
    url = f"{OUTLETS[w.edition].base_url}/news/politics/nets-are-counted-in-orvan"
    boxes = names + [f"{name} (after)" for name in after]
    return OddPage(html, w.edition, markup, boxes, url, text)
