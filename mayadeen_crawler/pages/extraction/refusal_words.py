"""What pages say that are no article: a 404 in words, a wall, an error. Data, in three languages.

``judgement.py`` looks a page's heading and first lines up here. A site answers in any language,
whatever the edition: a framework's error pages are English on an Arabic site. To have a page
refused that is none, add what its heading says to ``HEADINGS``, in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType


def _whole(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of a heading that is one of *phrases* and hardly anything else."""
    before = (
        r"(?:(?:error|http|oops|sorry|whoops|خطأ|عذرا|عذراً|نأسف|نعتذر|lo sentimos|ups)\W{0,4})?"
    )
    number = r"(?:\W{0,3}(?:error\s(?:code\s)?)?[45]\d\d\W{0,3})?"
    return re.compile(f"{before}{number}(?:{'|'.join(phrases)}){number}[\\W_]*", re.IGNORECASE)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


#: Reason → what a heading says that is such a page's, whole: ``404 - Page not found``.
HEADINGS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "not_found": _whole(
            r"(?:error\s)?404(?:\serror)?", r"(?:(?:the|this|that)\s)?(?:requested\s)?"
            r"(?:page|article|content|story|post|url|file|resource|link)\s"
            r"(?:(?:you\s\w+(?:\s\w+){0,3}\s)?(?:was|is|could|can|has|cannot|does|no|not|isn['’]t|"
            r"doesn['’]t|can['’]t|couldn['’]t|wasn['’]t)\s?(?:not\s|been\s|be\s|longer\s|no\s)*)?"
            r"(?:found|exist|exists|available|removed|deleted|moved|unavailable|expired|missing)"
            r"(?:\s(?:here|any\s?more|or\s\w+))?",
            r"(?:this|the)\s(?:article|story|post|page|news)\s(?:was|has\sbeen)\s(?:deleted|removed|"
            r"unpublished|retracted|withdrawn|taken\sdown)(?:\sby\s(?:its|the|an)\s(?:authors?|"
            r"editors?|administrators?|moderators?))?",
            r"(?:content|article|story|post|page)\s(?:deleted|removed)", r"410\W{1,3}gone",
            r"gone\W{1,3}410",
            r"not\sfound", r"nothing\s(?:was\s)?found(?:\shere)?", r"page\s(?:missing|unavailable)",
            r"(?:oops\W*)?(?:we\s)?(?:can['’]t|cannot|could\snot|couldn['’]t)\sfind\s"
            r"(?:(?:that|this|the)\s)?(?:page|article|content)(?:\s.{0,40})?",
            r"(?:that|this)\spage\s(?:can['’]t|cannot)\sbe\sfound",
            r"(?:هذه\s)?(?:ال)?(?:صفحة|مقال|مقالة|محتوى|رابط)(?:\sال\w+)?\s(?:غير|لم\sيعد)\s"
            r"(?:موجود|موجودة|متوفر|متوفرة|متاح|متاحة|متوفرا|متاحا)",
            r"(?:لم\s(?:يتم\s)?(?:العثور|نعثر|نجد)(?:\sعلى)?)\s(?:هذه\s)?(?:ال)?"
            r"(?:صفحة|مقال|مقالة|محتوى|نتائج).{0,30}",
            r"(?:هذا\s|هذه\s)?(?:ال)?(?:خبر|مقال|مقالة|مادة|صفحة|محتوى)\s(?:غير\s(?:موجود|متوفر|متاح)ة?|"
            r"محذوفة?|لم\s(?:ي|ت)عد\s(?:موجود|متوفر|متاح)(?:ة|ا|اً)?)(?:\sحالياً?)?",
            r"(?:تم\sحذف|حذفت?|أزيلت?|تمت?\sإزالة)\s(?:هذا\s|هذه\s)?(?:ال)"
            r"(?:خبر|مقال|مقالة|مادة|صفحة)(?:\s(?:من\sقبل|بواسطة|لأسباب|نهائيا|المطلوب|التي\sتبحث|"
            r"الذي\sتبحث).{0,30})?",
            r"(?:هذه\s)?الصفحة\s(?:التي\sتبحث\sعنها\s)?(?:غير\sموجودة|لا\sتوجد|حذفت|محذوفة)",
            r"(?:la\s|esta\s|este\s|el\s)?(?:página|pagina|nota|artículo|noticia|contenido)\s"
            r"(?:(?:que\s\w+\s)?no\s(?:se\s)?(?:ha\s(?:sido\s)?)?"
            r"(?:encontrad[ao]|existe|está\sdisponible|encuentra|disponible|hallad[ao])|"
            r"eliminad[ao]|inexistente)",
            r"(?:la\s|el\s|esta\s|este\s)?(?:página|nota|artículo|noticia|contenido)\s"
            r"(?:(?:solicitad[ao]|que\sbusca)\s)?(?:no\sexiste|ya\sno\s(?:existe|está\sdisponible)|"
            r"(?:ha\ssido\s|fue\s)?(?:eliminad|borrad|retirad)[ao])",
            r"no\s(?:se\s)?(?:ha\s)?(?:encontrad[oa]|encontramos|pudimos\sencontrar)"
            r"(?:\s(?:la|esta)\s(?:página|nota|noticia))?",
        ),
        "consent": _whole(
            r"before\syou\scontinue(?:\s.{0,60})?", r"we\s(?:value|respect|care\sabout)\syour\s"
            r"(?:privacy|cookies?)(?:\s.{0,30})?",
            r"your\s(?:privacy|cookies?)(?:\s(?:matters|choices|settings|preferences)"
            r"|\sis\simportant)?(?:\sto\sus)?",
            r"(?:manage\s)?(?:cookies?|privacy)\s(?:consent|settings|preferences|notice|choices)",
            r"(?:please\s)?(?:accept|allow)\s(?:our\s|all\s)?cookies(?:\s.{0,40})?",
            r"this\s(?:web)?site\suses\scookies", r"we\suse\scookies(?:\s.{0,40})?", r"consent",
            r"(?:نحن\s)?(?:نحترم|نقدر|نهتم\sب)\s?خصوصيتك(?:م)?",
            r"خصوصيتك(?:م)?\s(?:تهمنا|مهمة.{0,20})",
            r"(?:إعدادات|سياسة)\sملفات\s(?:تعريف\s)?(?:الارتباط|الكوكيز)",
            r"قبل\sأن\sتتابع(?:\s.{0,40})?",
            r"قبل\sالمتابعة(?:\s.{0,40})?", r"antes\sde\scontinuar(?:\s.{0,60})?",
            r"(?:valoramos|respetamos|nos\simporta)\s(?:su|tu)\sprivacidad",
            r"(?:su|tu)\sprivacidad(?:\s(?:nos\simporta|es\simportante.{0,30}))?",
            r"(?:uso|configuración|política|aviso)\sde\scookies",
        ),
        "login": _whole(
            r"(?:please\s)?(?:log|sign)[\s-]?in(?:\s(?:to|or)\s.{0,50}|\srequired)?",
            r"(?:member|subscriber|user)?s?\s?login(?:\srequired)?",
            r"(?:create|register)\s(?:an?\s|your\s)?(?:free\s)?account(?:\s.{0,30})?",
            r"(?:subscribe|register)\sto\s(?:continue|read|keep)(?:\s.{0,40})?",
            r"you\smust\s(?:log|sign)\sin(?:\s.{0,40})?",
            r"(?:يرجى\s|الرجاء\s)?تسجيل\sال?دخول(?:\s.{0,40})?",
            r"سجل\s(?:ال)?دخول(?:ك)?(?:\s.{0,40})?",
            r"(?:iniciar|inicie|inicia)\ssesión(?:\s.{0,40})?",
            r"acceso\s(?:de\s)?(?:usuarios|suscriptores)", r"regístrate(?:\s.{0,40})?",
        ),
        "maintenance": _whole(
            r"(?:(?:the|our|this)\s)?(?:(?:web)?site\s)?(?:is\s)?(?:currently\s|temporarily\s)?"
            r"(?:(?:down\s(?:for|due\sto)|under(?:going)?|in)\s(?:scheduled\s|planned\s)?"
            r"maintenance)(?:\s.{0,40})?",
            r"we\sare\s(?:currently\s)?under(?:going)?\smaintenance(?:\W.{0,60})?",
            r"(?:the\s|this\s)?(?:content|article|page)\sis\s(?:currently\s)?being\s(?:updated|prepared)",
            r"(?:هذا\s)?(?:ال)?(?:محتوى|مقال)\sقيد\s(?:التحديث|الإعداد|التحرير)",
            r"(?:contenido|artículo)\sen\s(?:actualización|preparación)",
            r"(?:scheduled\s|site\s)?maintenance(?:\smode)?",
            r"(?:we['’]ll|we\swill)\sbe\s(?:right\s)?back(?:\s(?:soon|shortly|online|in\s\d+)"
            r"(?:\s.{0,20})?)?", r"be\sright\sback",
            r"coming\ssoon", r"under\sconstruction",
            r"(?:the\s|this\s)?(?:web)?site\sis\s(?:temporarily\s)?(?:unavailable|offline|down)",
            r"temporarily\s(?:unavailable|offline|down)",
            r"(?:ال)?موقع\s(?:قيد|تحت|في)\sالصيانة",
            r"(?:أعمال\s)?صيانة(?:\s(?:في\s)?(?:ال)?(?:موقع|خادم|خوادم|مجدولة|دورية|مؤقتة))?",
            r"سنعود\s(?:قريبا|قريباً|بعد\sقليل)", r"الموقع\sغير\sمتاح(?:\sحاليا)?",
            r"(?:el\s|nuestro\s)?(?:sitio|página|web)?\s?(?:está\s)?en\smantenimiento(?:"
            r"\s.{0,30})?",
            r"(?:sitio\s)?en\sconstrucción", r"volvemos\s(?:pronto|enseguida)",
            r"volveremos\s(?:pronto|en\sbreve)",
        ),
        "error_page": _whole(
            r"(?:5\d\d|400|403)",
            r"(?:not|access|request|proxy|gateway|network|http|unknown|internal|origin)\s"
            r"(?:error|forbidden|failed|implemented|authentication\srequired|is\sunreachable)",
            r"(?:internal\s)?server\serror(?:\s(?:in|at)\s['‘/].{0,40}|\W+please.{0,40})?",
            r"error\sestablishing\sa\s(?:database|redis)\sconnection",
            r"database\s(?:connection\s)?error",
            r"service\s(?:temporarily\s)?unavailable", r"bad\sgateway", r"gateway\stime-?out",
            r"bad\srequest", r"forbidden",
            r"(?:your|su|tu)\sip(?:\saddress)?\s(?:has\sbeen\s(?:blocked|banned)|ha\ssido\sbloquead[ao])"
            r"(?:\W.{0,40})?", r"request\s(?:unsuccessful|rejected)",
            r"the\srequested\surl\swas\srejected(?:\W.{0,80})?",
            r"تعذ[ّ]?ر\s(?:تحميل|عرض)\s(?:ال)?(?:محتوى|مقال|صفحة)",
            r"no\sse\s(?:pudo|puede)\s(?:cargar|mostrar)\s(?:el|la|este|esta)\s(?:contenido|artículo|"
            r"página|nota)",
            r"(?:failed\sto|unable\sto|could\snot|couldn['’]t|cannot)\sload\s(?:\w+\s){0,2}(?:content|article|page|text)",
            r"runtime\serror", r"application\serror",
            r"(?:fatal|parse)\serror(?:\W+(?:uncaught|call\sto|allowed\smemory|maximum|"
            r"require|include|cannot|class|out\sof\smemory|syntax|unexpected).{0,200})?",
            r"warning\W+\w+\(\).{0,200}",
            r"(?:an?\s)?(?:unexpected\s|internal\s|unknown\s)?error\s(?:has\s)?(?:occurred|occured)"
            r"(?:\s(?:while|during|when|with|on\s(?:the|our)|at\sour|in\s(?:this|the\s(?:server|"
            r"application|script|upstream))|processing|loading|trying).{0,60})?",
            r"(?:oops\W*)?(?:something|that)\s(?:went|has\sgone)\swrong"
            r"(?:\W+(?:on\sour|at\sour|with\s(?:this|your)|while|please|here|try).{0,40})?",
            r"there\s(?:was|has\sbeen)\s(?:an?\s)?(?:critical\s|unexpected\s)?error(?:\s.{0,60})?",
            r"unhandled\sexception(?:\s.{0,60})?", r"too\smany\s(?:requests|connections)",
            r"web\sserver\sis\s(?:down|returning\san\sunknown\serror)", r"connection\stimed\sout",
            r"error",
            r"خطأ(?:\s(?:داخلي\s)?(?:في\s)?(?:ال)?(?:خادم|نظام|سيرفر|موقع|قاعدة\sالبيانات))?",
            r"حدث\sخطأ(?:\s(?:ما|غير\sمتوقع|داخلي|تقني|فني))?(?:\s(?:أثناء|خلال|عند|في)\s"
            r"(?:ال)?(?:تحميل|عرض|معالجة|اتصال|جلب|محاولة|خادم|نظام|موقع|سيرفر|صفحة|قاعدة)"
            r"(?:\s.{0,40})?)?(?:\W{1,3}(?:يرجى|الرجاء|حاول).{0,40})?",
            r"الخدمة\sغير\s(?:متاحة|متوفرة)",
            r"error\s(?:interno\s)?(?:del|de)\s(?:servidor|conexión|base\sde\sdatos)(?:\s.{0,30})?",
            r"(?:ha\socurrido|se\s(?:ha\sproducido|produjo)|ocurrió)\sun\serror"
            r"(?:\s(?:inesperado|interno|técnico))?(?:\s(?:al|mientras|durante|en)\s(?:el\s|la\s)?"
            r"(?:carg|proces|mostr|conect|acced|intent|abr|servidor|sistema|sitio|página|conexión).{0,40})?(?:[.,;:!]\s.{0,40})?",
            r"servicio\sno\sdisponible", r"algo\s(?:salió|ha\sido|fue)\smal",
            r"(?:(?:this|the|our)\s(?:content|page|video|article|(?:web)?site)\s(?:is\s)?)?(?:not\s"
            r"available|unavailable|blocked|restricted)\s(?:in|for|from)\s(?:your|this)\s(?:country"
            r"|region|location|area)(?:\s.{0,40})?", r"unavailable\sfor\slegal\sreasons",
            r"(?:please\s)?(?:disable|turn\soff|pause|deactivate)\syour\sad\W?block(?:er)?"
            r"(?:\s.{0,40})?", r"ad\W?block(?:er)?\s(?:is\s|was\s)?detected(?:\s.{0,40})?",
            r"(?:please\s)?(?:enable|turn\son|activate)\s(?:javascript|cookies)(?:\s.{0,60})?",
            r"(?:javascript|cookies)\s(?:is|are)\s(?:required|disabled)(?:\s.{0,60})?",
            r"(?:your\s)?browser\s(?:is\s)?(?:not\ssupported|unsupported|out\sof\sdate|outdated)",
            r"you\s(?:are|will)\s(?:now\s)?(?:be|being)\sredirected(?:\s.{0,60})?",
            r"redirect(?:ing|ed)(?:\s(?:you|to\s(?:https?:|www\.|(?:the\s)?"
            r"(?:page|site|home|login)\b)).{0,60})?",
            r"(?:object|document)\smoved", r"moved\s(?:permanently|temporarily)",
            r"(?:this\s)?(?:account|site)\s(?:has\sbeen\s|is\s)?suspended",
            r"(?:this\s)?(?:domain|site)\s(?:has\s|is\s)?(?:expired|not\sfound)",
            r"bandwidth\slimit\sexceeded", r"dns\s(?:resolution\s)?error",
            r"directory\slisting\sfor\s/.{0,60}", r"(?:the|this)\s(?:page|site)\sisn['’]t\sworking",
            r"(?:sorry\W{0,2}\s)?you\shave\sbeen\sblocked", r"access\sdenied", r"acceso\sdenegado",
            r"(?:your\s)?request\s(?:has\sbeen\s)?blocked", r"تم\s(?:رفض|حظر)\sالوصول",
            r"loading", r"please\swait", r"untitled(?:\s(?:document|page|article|post))?",
            r"(?:article\s|post\s|page\s)?(?:headline|title)(?:\s(?:goes\s)?here)?",
            r"lorem\sipsum(?:\s.{0,200})?",
            r"(?:هذا\s)?(?:ال)?(?:محتوى|صفحة|موقع)\sغير\s(?:متاح|متوفر)(?:ة)?\sفي\s"
            r"(?:بلدك|منطقتك|دولتك)(?:م)?(?:\s.{0,30})?",
            r"(?:يرجى\s|الرجاء\s)?(?:تفعيل|تمكين)\s(?:ال)?جافا\s?سكريبت(?:\s.{0,40})?",
            r"(?:يرجى\s|الرجاء\s)?(?:تعطيل|إيقاف)\sمانع\s(?:ال)?إعلانات(?:\s.{0,40})?",
            r"جار(?:ي|ٍ)?\s(?:ال)?تحميل",
            r"(?:(?:este|el)\s)?contenido\sno\s(?:está\s)?disponible\sen\s(?:su|tu)\s"
            r"(?:país|región|zona)(?:\s.{0,30})?", r"cargando",
            r"(?:active|activa|habilite|habilita)\s(?:javascript|(?:las\s)?cookies)(?:\s.{0,40})?",
            r"(?:desactive|desactiva|deshabilite)\s(?:su|tu|el)\sbloqueador(?:\s.{0,40})?",
        ),
        "front_page": _whole(
            r"(?:the\s)?latest(?:\snews|\sstories|\sarticles|\sheadlines)?", r"(?:top|breaking)\s"
            r"(?:news|stories|headlines)", r"home(?:\s?page)?", r"news", r"headlines",
            r"most\sread",
            r"trending(?:\snow)?", r"(?:all\s)?(?:articles|stories|posts|categories)",
            r"(?:search\s)?results?(?:\sfor\W{1,3}.{0,60})?", r"archives?(?:\W.{0,40})?",
            r"welcome(?:\sto\s.{0,60})?!?", r"apache2?\s.{0,30}default\spage(?:\W.{0,30})?",
            r"it\sworks", r"(?:iis|internet\sinformation\sservices)(?:\s.{0,30})?",
            r"(?:default|test)\s(?:web\ssite\s)?page(?:\s.{0,30})?", r"index\sof\s/.{0,100}",
            r".{0,60}domain\s(?:name\s)?(?:is\s|may\sbe\s)?for\ssale.{0,40}",
            r"parked\s(?:domain|page)",
            r"(?:آخر|أحدث|أبرز|أهم)\s(?:ال)?(?:أخبار|مقالات|عناوين|المستجدات)",
            r"(?:الصفحة\s)?الرئيسية",
            r"الأخبار", r"الأكثر\sقراءة", r"نتائج\sالبحث(?:\s.{0,60})?",
            r"(?:últimas|ultimas|principales)\s(?:noticias|notas|novedades)", r"noticias",
            r"inicio", r"portada", r"lo\smás\s(?:leído|visto)",
            r"resultados(?:\s(?:de\s(?:la\s|tu\s|su\s)?búsqueda|para\s).{0,60})?",
        ),
    }
)  # fmt: skip

#: Reason → what the text of such a page says, where it shows next to nothing else.
TEXTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "not_found": _any(
            r"(?:page|article|story|content)\s(?:that\s)?(?:you\s|you['’]re\s|you\sare\s)"
            r".{0,60}(?:not\s(?:be\s)?found|does\snot\sexist|doesn['’]t\sexist|no\slonger|"
            r"has\sbeen\s(?:moved|removed|deleted)|not\savailable)",
            r"(?:page|article|story|content|url)\s(?:requested\s)?(?:was\snot|could\snot\sbe|"
            r"cannot\sbe|can['’]t\sbe)\sfound", r"(?:page|article|story)\s(?:is\s)?no\slonger\s"
            r"(?:available|exists)", r"(?:error|http)\s404",
            r"الصفحة\s(?:التي\s.{0,40})?(?:غير\sموجودة|لم\sتعد|غير\sمتوفرة|تم\sحذفها|غير\sمتاحة)",
            r"لم\s(?:يتم\s)?العثور\sعلى\s(?:هذه\s)?(?:ال)?(?:صفحة|مقال)",
            r"página\s(?:que\s.{0,40})?(?:no\sexiste|no\s(?:se\s|ha\ssido\s)?(?:encuentra"
            r"|encontrada)|"
            r"ya\sno\sestá|no\sestá\sdisponible)",
            r"no\s(?:se\s)?(?:ha\s)?(?:encontrad[oa]|encuentra)"
            r"\s(?:la|esta)\spágina",
        ),
        "maintenance": _any(
            r"(?:site|we\sare|we['’]re)\s.{0,40}(?:under|undergoing|performing|down\sfor)\s"
            r"(?:\w+\s)?maintenance", r"الموقع\s.{0,30}الصيانة", r"en\smantenimiento",
        ),
        "error_page": _any(
            r"error\sestablishing\sa\sdatabase", r"sqlstate\[", r"(?:mysql|mysqli|pg|pdo|odbc)\w*"
            r"(?:\(\)|exception)", r"stack\strace:", r"unhandled\sexception",
            r"500\sinternal\sserver",
            r"you\sneed\sto\senable\sjavascript\sto\s(?:run|view|use|see)\sthis",
            r"(?:not|isn['’]t)\s(?:currently\s)?available\sin\syour\s(?:country|region)",
            r"(?:server|proxy)\s(?:encountered|received)\san?\s.{0,20}(?:error|response)",
        ),
        "consent": _any(
            r"we\sand\sour\s.{0,30}partners\s.{0,60}cookies", r"(?:accept|reject)\sall\scookies",
            r"(?:we|(?:web)?site)\s(?:also\s)?uses?\scookies", r"(?:utilizamos|usamos)\scookies",
            r"(?:نستخدم|يستخدم).{0,40}ملفات\sتعريف\sالارتباط",
            r"nosotros\sy\snuestros\s.{0,30}socios",
        ),
        "login": _any(
            r"(?:log|sign)\sin\sto\s(?:continue|read|view)", r"(?:subscribers|members)\sonly",
            r"سجل\s(?:ال)?دخول.{0,30}(?:للمتابعة|لقراءة|للقراءة)", r"inici[ea]\ssesión\spara",
        ),
    }
)  # fmt: skip

#: Beginnings of lines that a server puts where a page's text broke off.
FAULTS = re.compile(
    r"(?:php\s)?(?:fatal|parse|compile)\serror:\s.{0,400}?(?:\.php\b|"
    r"\sin\s\S{0,200}[/\\]\S{1,200}\son\sline\s\d)|"
    r"(?:php\s)?(?:fatal\serror:\s)?uncaught\s\w{0,40}(?:error|exception)\b|stack\strace:\s*$|"
    r"server\serror\sin\s['‘]/|system(?:\.\w{1,40}){0,4}\.\w{0,40}exception:|"
    r"traceback\s\(most\srecent\scall\slast\)",
    re.IGNORECASE,
)
BEGIN_FAULTS = frozenset("cfpstuCFPSTU")
#: Arabic in UTF-8 that was read in a Western code page: ``Ø§Ù„`` for two letters.
GARBLED = re.compile(r"(?:[ØÙ][^\x00-\x7f\u0600-\u06ff]){3}")
