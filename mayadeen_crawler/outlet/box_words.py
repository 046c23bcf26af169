"""The words on boxes that are no text of an article: advertisements, polls, players. Data only.

In lower case and in all languages at once, because advertisements and widgets of third parties
come in another language than the page. ``pages/article_layout/asides.py`` finds boxes by them; the
words of one edition (related lists, newsletter and comment forms) are in ``types.Words``.
"""

from __future__ import annotations

import re

#: A line of one of these alone, perhaps with a number (``Comments (2)``), heads a box.
BOX_LABELS = frozenset(
    {
        # advertisements
        "ad", "ads", "advert", "advertisement", "advertisements", "advertising", "sponsored",
        "sponsored content", "sponsored links", "paid content", "paid post", "partner content",
        "promoted", "promoted content", "promotion", "from our sponsor", "from our partners",
        "brought to you by",
        "إعلان", "اعلان", "إعلانات", "اعلانات", "إعلان ممول", "محتوى إعلاني", "محتوى مدعوم",
        "محتوى ممول", "مادة إعلانية", "برعاية",
        "publicidad", "anuncio", "anuncios", "patrocinado", "contenido patrocinado",
        "contenido promocionado", "publirreportaje", "espacio publicitario",
        # polls
        "poll", "our poll", "poll of the day", "quick poll", "reader poll", "survey", "vote",
        "vote now", "quiz", "cast your vote",
        "استطلاع", "استطلاع رأي", "استطلاع الرأي", "تصويت", "صوّت", "صوت الآن", "شارك برأيك",
        "encuesta", "sondeo", "vota", "votar", "vote ahora",
        # comments
        "comments", "comment", "reader comments", "leave a comment", "leave a reply",
        "join the discussion", "discussion",
        "تعليقات", "التعليقات", "تعليق", "تعليقات القراء", "أضف تعليقاً", "أضف تعليقا",
        "comentarios", "comentario", "deja un comentario", "deja tu comentario",
        # newsletters and applications
        "newsletter", "our newsletter", "daily newsletter", "weekly newsletter", "sign up",
        "subscribe", "daily briefing", "get the app", "download our app", "download the app",
        "stay connected", "support us", "donate", "support our journalism",
        "النشرة البريدية", "النشرة الإخبارية", "اشترك", "اشترك الآن", "القائمة البريدية",
        "حمّل التطبيق", "حمل التطبيق", "حمل تطبيقنا", "تابعونا", "ادعمنا", "تبرع",
        "boletín", "suscríbete", "suscríbase", "descarga la aplicación", "descarga nuestra app",
        "apóyanos", "dona", "síguenos",
        # prices
        "market data", "markets", "stock price", "stock prices", "share price", "exchange rates",
        "أسعار الأسهم", "أسعار العملات", "الأسواق", "البورصة",
        "mercados", "cotizaciones", "cotización", "tipo de cambio",
        # players
        "listen", "listen to this article", "listen to article", "listen to the article",
        "listen to this story", "audio", "play", "play audio", "play video", "now playing",
        "up next", "watch now", "watch live", "watch the video", "video player",
        "audio player",
        "استمع", "استمع إلى المقال", "استمع للمقال", "استمع إلى الخبر", "تشغيل", "شاهد الفيديو",
        "شاهد الآن",
        "escuchar", "escucha este artículo", "escuchar artículo", "escuchar la noticia",
        "escucha la noticia", "reproducir", "ver video", "ver vídeo", "vea el video",
        # share boxes
        "share", "share this", "share this article", "share this story", "share on",
        "follow us", "follow us on", "reactions", "what do you think?", "was this helpful?",
        "rate this article",
        "شارك", "شارك المقال", "شارك الخبر", "شارك هذا المقال", "مشاركة", "تابعنا", "تابعنا على",
        "ما رأيك؟",
        "compartir", "comparte", "comparte este artículo", "compartir en", "síguenos en",
        "¿qué opinas?",
        # who wrote it
        "about the author", "about the authors", "more from this author",
        "عن الكاتب", "نبذة عن الكاتب", "عن المؤلف",
        "sobre el autor", "sobre la autora", "acerca del autor", "más del autor",
        # links to other articles
        "related", "related news", "related articles", "related stories", "related story",
        "related content", "related coverage", "more stories", "more news", "more on this story",
        "more on this", "read also", "also read", "see also", "read next", "don't miss",
        "recommended", "recommended for you", "you may also like", "you might also like",
        "you may be interested in", "editors' picks", "editor's picks", "editor's choice",
        "trending", "trending now", "most popular", "popular now", "most read", "latest news",
        "top stories", "in case you missed it", "from around the web", "around the web",
        "what to read next", "keep reading", "more from", "must read",
        "ذات صلة", "مواضيع ذات صلة", "أخبار ذات صلة", "مقالات ذات صلة", "اقرأ أيضاً",
        "اقرأ أيضا", "إقرأ أيضاً", "إقرأ أيضا", "اقرأ ايضا", "اقرأ أيضًا", "قد يعجبك",
        "قد يعجبك أيضاً", "قد يهمك", "قد يهمك أيضاً", "الأكثر قراءة", "الأكثر مشاهدة",
        "آخر الأخبار", "أخبار متعلقة", "مقالات متعلقة", "شاهد أيضاً", "لا تفوت",
        "اخترنا لك", "من حول الويب",
        "relacionado", "relacionados", "relacionadas", "noticias relacionadas",
        "artículos relacionados", "lea también", "lee también", "leer también", "vea también",
        "te puede interesar", "te recomendamos", "no te pierdas", "lo más leído", "lo más visto",
        "más leídas", "más noticias", "últimas noticias", "tendencias", "le puede interesar",
    }
)  # fmt: skip

#: What heads a list of what is read most, by whatever name: on a listing such a list stands beside
#: the listing's own. (``Latest news`` or ``Top stories`` may well head that.)
RANKED = frozenset(
    {
        "trending", "trending now", "trending stories", "most popular", "popular now",
        "most viewed", "most watched", "most shared",
        "الأكثر مشاهدة", "الأكثر مشاهدةً", "الأكثر تداولاً", "الأكثر شعبية", "الأكثر رواجاً",
        "las más leídas", "los más leídos", "lo más leído", "lo más visto", "las más vistas",
        "más vistas", "tendencias", "más populares",
    }
)  # fmt: skip

#: Those of BOX_LABELS that are also what a part of a text may be about.
SUBJECTS = frozenset(
    {
        "poll", "survey", "vote", "reactions",
        "market data", "markets", "stock price", "stock prices", "share price", "exchange rates",
        "استطلاع", "استطلاع رأي", "استطلاع الرأي", "تصويت",
        "أسعار الأسهم", "أسعار العملات", "الأسواق", "البورصة",
        "encuesta", "sondeo",
        "mercados", "cotizaciones", "cotización", "tipo de cambio",
    }
)  # fmt: skip

#: Beginnings of lines that ask a reader for something: to sign up, to follow, to pay.
INVITATIONS = (
    "sign up ", "subscribe to ", "join our ", "follow us ", "download our ", "download the app",
    "get our ", "get the latest ", "support our ", "log in to ", "enter your email",
    "share your thoughts", "story continues below", "article continues below",
    "story continues after", "article continues after", "scroll to continue",
    "continue reading below", "you can unsubscribe",
    "اشترك في ", "اشتركوا في ", "انضم إلى قناتنا", "انضموا إلى ", "تابعونا ", "تابعنا ",
    "تابعوا الميادين على ", "تابع الميادين على ",
    "حمّل تطبيق", "حمل تطبيق", "سجّل في ", "أدخل بريدك", "يستمر المقال بعد", "تستكمل القراءة بعد",
    "suscríbete a ", "suscríbase a ", "únete a ", "únase a ", "síguenos ", "síganos ",
    "sigue a al mayadeen en ", "siga a al mayadeen en ",
    "descarga nuestra", "recibe nuestro", "recibe las ", "introduce tu correo",
    "la noticia continúa", "el artículo continúa", "continúa después de",
)  # fmt: skip

#: Words after, or before, a number that counts readers' clicks: ``1,204 views``.
COUNTED = (
    "views", "view", "likes", "like", "reactions", "shares", "share", "votes", "vote", "reads",
    "followers", "comments", "comment", "retweets", "reposts", "people voted", "readers",
    "مشاهدة", "مشاهدات", "إعجاب", "إعجابات", "تعليق", "تعليقات", "مشاركة", "مشاركات", "صوت",
    "صوتاً", "أصوات", "قراءة", "متابع",
    "vistas", "visitas", "visualizaciones", "me gusta", "reacciones", "compartidos", "votos",
    "comentarios", "comentario", "lecturas", "seguidores",
)  # fmt: skip

#: Under each reader's comment.
REPLIES = frozenset(
    {"reply", "report", "upvote", "downvote", "رد", "الرد", "إبلاغ", "responder", "denunciar"}
)

#: What a reader presses to see the rest of a text.
READ_MORE = (
    "read more", "continue reading", "show more", "see more", "view more", "keep reading", "more",
    "read full story", "read the full story", "read full article", "read the full article",
    "read the rest", "expand", "show full article", "show all",
    "اقرأ المزيد", "إقرأ المزيد", "قراءة المزيد", "متابعة القراءة", "تابع القراءة",
    "أكمل القراءة", "عرض المزيد", "إظهار المزيد", "المزيد", "أظهر المزيد",
    "leer más", "seguir leyendo", "ver más", "mostrar más", "continuar leyendo", "leer completo",
    "leer todo", "más",
)  # fmt: skip

_READING_EN = (
    r"(?:\s(?:this|the|our|all|full|whole|entire|rest|of|premium|exclusive|articles?|story|stories|"
    r"content|text|for|free)){0,6}"
)
_READING_AR = (
    r"(?:\s(?:هذا|هذه|بقية|باقي|(?:ال)?(?:قراءة|مقالة?|نص|مادة|خبر|محتوى|تقرير|مزيد|كامل(?:اً|ا|ة)?)))"
    r"{1,4}"
)
_READING_ES = (
    r"(?:\s(?:el|la|este|esta|artículo|nota|noticia|texto|contenido|complet[oa]|más)){1,5}"
)
_JOIN_EN = (
    r"(?:please\s)?(?:subscribe|register|log\sin|sign\s(?:in|up)|create\san?\s(?:free\s)?account)"
)
_SIGN_IN_AR = r"سج[ّ]?ل\s(?:ال)?دخول(?:ك)?(?:\sأو\sأنشئ\sحساب(?:اً|ا)(?:\sمجاني(?:اً|ا))?)?"
_WALLS = (
    rf"{_JOIN_EN}(?:\s(?:now|today|here|or\s(?:log|sign)\sin))?\sto\s"
    rf"(?:(?:continue|keep)\sreading|unlock|read(?:\son|\smore)?){_READING_EN}|"
    r"subscribe(?:\s(?:now|today|here))?\sto\scontinue|"
    rf"to\s(?:continue|keep)\sreading(?:\W{{1,2}}{_JOIN_EN}.{{0,40}})?|"
    r"already\sa\s(?:subscriber|member)(?:\W{1,3}(?:please\s)?(?:log|sign)\sin.{0,30})?|"
    r"(?:this|the)\s(?:article|story|content)\sis\s(?:only\s)?(?:for|available\sto|reserved\sfor|"
    r"exclusive\sto)\s(?:our\s)?(?:\w+\s)?(?:subscribers|members)(?:\sonly)?|"
    r"you(?:['’]ve|\shave)\sreached\syour\s(?:\w+\s){0,2}limit(?:\sof\s(?:\w+\s){0,3}"
    r"(?:articles|stories))?(?:\s(?:this|for\sthis|for\sthe)\smonth)?|"
    r"you\shave\s(?:0|no|zero)\s(?:\w+\s){0,2}(?:articles|stories)\s(?:left|remaining)(?:\sthis\smonth)?|"
    r"اشترك\s(?:الآن\s)?(?:للمتابعة|(?:لمتابعة|لمواصلة|لإكمال|لاستكمال|لقراءة)"
    rf"{_READING_AR})|"
    rf"{_SIGN_IN_AR}\s(?:للقراءة|(?:لمتابعة|لمواصلة|لإكمال|لقراءة){_READING_AR})|"
    rf"هل\sأنت\sمشترك(?:\W{{1,3}}{_SIGN_IN_AR})?|"
    r"(?:هذا\s)?(?:ال)?(?:مقال|محتوى)\s(?:متاح\s|حصري\s|مخصص\s)?للمشتركين(?:\sفقط)?|"
    r"(?:suscr[ií]bete|suscr[ií]base|reg[ií]strate|inicia\ssesi[oó]n)\s(?:ahora\s)?para\s"
    rf"(?:(?:seguir|continuar)\sleyendo(?:{_READING_ES})?|leer{_READING_ES})|"
    r"suscr[ií](?:bete|base)\s(?:ahora\s)?para\s(?:seguir|continuar)|"
    r"¿ya\s(?:eres|es)\ssuscriptora?(?:\W{1,3}inici[ae]\ssesi[oó]n.{0,20})?|"
    r"(?:este\s)?(?:contenido|artículo)\s(?:es\s)?(?:exclusivo|reservado|solo)\spara\s"
    r"(?:\w+\s)?suscriptores"
)
#: Lines that ask a reader to subscribe before a text goes on, in all languages. They say nothing
#: else: *Subscribe to read our newsletter* is no wall, nor is a sentence that begins like one.
WALLS = re.compile(rf"\W*(?:{_WALLS})(?:\W{{1,4}}(?:{_WALLS})){{0,2}}\W*", re.IGNORECASE)

#: What stands where a script was to put something. It is nothing but this: *Loading docks reopen*
#: is a text.
LOADING = re.compile(
    r"(?:loading(?:\s(?:the|this|your|more|next|article|story|content|page|text|posts?|news|"
    r"comments?|videos?|player|images?|updates)){0,3}|please\swait|"
    r"جار(?:ي|ٍ)?\s(?:ال)?تحميل(?:\s(?:هذا|هذه|(?:ال)?(?:مقالة?|خبر|محتوى|صفحة|نص|مزيد|تعليقات|"
    r"فيديو|صور|أخبار))){0,2}|يرجى\sالانتظار|"
    r"cargando(?:\s(?:el|la|los|las|más|artículo|contenido|página|noticias?|nota|texto|comentarios|"
    r"v[ií]deos?|imágenes)){0,3}|espere(?:\W{1,2}por\sfavor|\sun\smomento)?)[\W\d]{0,6}",
    re.IGNORECASE,
)
#: In such a line: it is the page's text.
LOADING_TEXT = re.compile(
    r"\b(?:article|story|content|page|text|artículo|contenido|página|noticia|nota|texto|"
    r"(?:ال)?(?:مقالة?|خبر|محتوى|صفحة|نص))\b",
    re.IGNORECASE,
)
#: In such a line: it is something beside or below the text.
LOADING_MORE = re.compile(
    r"\b(?:more|next|posts?|news|comments?|videos?|player|images?|updates|más|noticias|comentarios|"
    r"v[ií]deos?|imágenes|(?:ال)?(?:مزيد|تعليقات|فيديو|صور|أخبار))\b",
    re.IGNORECASE,
)

#: Above tags that are the site's of the day, and not an article's; in plain letters.
SITE_TAGS = re.compile(
    r"(?:trending|popular|hot|top)(?:\s(?:now|tags|topics|today)){0,2}|tag\scloud"
    r"|(?:etiquetas|temas)\s(?:populares|del\s(?:dia|momento))|tendencias"
    r"|(?:ال)?(?:وسوم|مواضيع|كلمات)\s(?:ال)?(?:شائعه|رائجه)|(?:(?:ال)?(?:وسوم|مواضيع)\s)?الاكثر\sتداولا"
)
