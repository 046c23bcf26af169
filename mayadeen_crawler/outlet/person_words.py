"""Words beside and within the names of authors, in the languages of the outlet. Data only.

All in lower case. ``author_names.py`` tells by them where one name ends and what is no name.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Words of a position: `Jane Doe, Senior Reporter`.
ROLES = _set(
    """
    activist analyst anchorman anchorwoman author bureau cameraman columnist commentator contributor
    correspondent correspondents desk director economist editor editorial editors envoy expert
    freelance freelancer historian journalist lecturer newsroom photographer presenter producer
    professor reporter reporters researcher staff strategist translator writer writers

    analista colaborador colaboradora columnista comentarista corresponsal corresponsales directora
    economista
    editora editores enviada enviado escritor escritora especialista fotógrafa fotógrafo
    historiador historiadora investigador investigadora jefa periodista politóloga politólogo
    presentadora profesor profesora redacción redactor redactora reportera reportero traductor
    traductora

    أستاذ أستاذة إعلامي إعلامية باحث باحثة خبير خبيرة صحافي صحافية صحفي صحفية كاتب كاتبة محرر محررة
    محلل محللة مدير مديرة مراسل مراسلة مراسلنا مراسلتنا مصور معلق موفد موفدة رئيس
    """
)
#: Accounts and templates that sign where nobody did.
NOBODY = frozenset(
    {
        "admin", "administrator", "author name", "n/a", "root", "super user", "superuser",
        "test test", "unknown", "unknown author", "webmaster", "your name",
        "autor desconocido", "desconocido", "nombre del autor", "sin autor",
        "ادمن", "الادمن", "الأدمن", "اسم الكاتب", "بدون كاتب", "غير معروف", "مدير الموقع",
    }
)  # fmt: skip
#: Before the name of whoever made a picture, edited or translated: ``Photo: Jane Doe``.
CREDITS = _set(
    """
    camera credit footage image images photo photograph photographs photos picture pictures video
    foto fotografía fotos imagen imágenes vídeo
    تصوير صور صورة

    تحرير

    translation translator traducción traductor traductora ترجمة
    """
)
#: Before a colon and the name of whoever wrote: ``Interview: Jane Doe``.
WORK = frozenset(
    {
        "interview", "interview by", "report", "report by", "reporting", "text", "words",
        "entrevista", "informe", "reportaje", "texto",
        "أجرى الحوار", "أجرت الحوار", "تحقيق", "تقرير", "حاوره", "حاورته", "حوار",
        "كتب", "كتبت", "مقابلة",
    }
)  # fmt: skip
#: What organisations are called: an `and` in their names parts no people.
ORGANISATIONS = _set(
    """
    academy agency association bureau center centre college commission committee council department
    federation forum foundation front group initiative institute league ministry movement network
    observatory office organisation organization party school society team union university

    academia agencia asociación centro comisión comité consejo departamento equipo federación foro
    frente fundación grupo instituto ministerio movimiento observatorio oficina organización partido
    red sindicato sociedad unión universidad

    اتحاد اللجنة المركز المعهد المؤسسة المنظمة الهيئة جامعة جبهة جمعية حركة حزب دائرة رابطة شبكة
    فريق قسم كلية لجنة مجلس مركز معهد مكتب منتدى منظمة مؤسسة هيئة وحدة وزارة وكالة وكالات
    """
)
#: Words in the names of media: ``Jane Doe, Consortium News``.
MEDIA = _set(
    """
    magazine media news newspaper press tribune tv
    diario jornada noticias periódico prensa revista semanario
    جريدة صحف صحيفة قناة مجلة مواقع موقع
    """
)
#: Words of labels beside a byline that no person's name has: ``قضايا عربية``, ``Breaking News``.
TOPIC_WORDS = _set(
    """
    analysis breaking exclusive interview latest news opinion report stories story top world

    análisis entrevista especial exclusiva exclusivo hora internacionales latinoamérica mundo
    noticia opinión política reportaje última últimas último

    آخر آراء أبرز أحدث أخبار اقتصاد تحقيق تحليل تحليلات تقارير تقرير ثقافة حصري حوار خاص خبر رأي
    رياضة سياسة شؤون صور عاجل فيديو قضايا متابعات مقابلة مقال مقالات ملف ملفات منوعات
    """
)
#: Words of organisations' names that no person's has.
BINDING = frozenset({"of", "for", "the", "para", "في", "من"})
#: Parts of names that are written in lower case.
PARTICLES = _set(
    """
    abd abou abu al bin bint da dal de del della den der des di do dos du e el ibn la las le los
    ould san ten ter umm van von y zu
    """
)
#: After a name and a comma, and no part of it.
TITLES = frozenset({"phd", "ph.d", "ph.d.", "md", "m.d.", "esq", "esq.", "msc", "ma", "mba"})
#: Agencies that are named beside people.
AGENCIES = frozenset(
    {
        "afp", "agence france-presse", "agencies", "agency", "anadolu", "ap", "associated press",
        "efe", "irna", "news agencies", "reuters", "ria novosti", "sputnik", "staff", "tasnim",
        "tass", "xinhua",
        "agencia", "agencias", "prensa", "prensa latina",
        "إرنا", "الأناضول", "الوكالات", "تاس", "تسنيم", "رويترز", "سانا", "سبوتنيك", "شينخوا",
        "فرانس برس", "وكالات", "وكالة سانا", "وكالة سبوتنيك", "وكالة فرانس برس", "وكالة وفا",
    }
)  # fmt: skip
#: Places of more than one word; `Jane Doe - Beirut` needs no list.
PLACES = frozenset(
    {
        "abu dhabi", "al quds", "buenos aires", "ciudad de méxico", "gaza city", "hong kong",
        "kuala lumpur", "la habana", "la paz", "los angeles", "los ángeles", "mexico city",
        "new delhi", "new york", "nueva delhi", "nueva york", "san salvador", "saint petersburg",
        "san petersburgo", "south lebanon", "sur del líbano", "tel aviv", "washington dc",
        "washington, dc", "west bank", "gaza strip", "franja de gaza", "cisjordania ocupada",
        "costa rica", "el salvador", "estados unidos", "reino unido", "arabia saudita",
        "república dominicana", "corea del norte", "corea del sur", "medio oriente",
        "américa latina", "united states", "united kingdom", "saudi arabia", "north korea",
        "south korea", "middle east", "latin america",
        "الولايات المتحدة", "المملكة المتحدة", "المملكة العربية السعودية", "كوريا الشمالية",
        "كوريا الجنوبية", "جنوب السودان", "الشرق الأوسط", "أميركا اللاتينية", "شمال أفريقيا",
        "القدس المحتلة", "الضفة الغربية", "قطاع غزة", "جنوب لبنان", "تل أبيب", "أبو ظبي",
        "نيو يورك", "فلسطين المحتلة", "جنوب أفريقيا", "بوينس آيرس",
    }
)  # fmt: skip
#: Names that begin with the letter waw, which before a name is also the word `and`.
WAW_NAMES = _set(
    """
    وائل واثق واجد وارد وارن واسيني واشنطن واصف واصل وافي واكد واكيم والت والتر والاس والي وانغ واين
    وترز وثاب وثيق وجدان وجدي وجيه وجيهة وحيد وحيدة وحيدر وداد ودود وديع وديعة ورد وردان وردة
    ورنر وزان وسام وسامي وسن وسيم وسيمة وصال وصفي وضاح وضحى وعد وفاء وفائي وفيق وفيقة وقاص وكيع
    وكيم ولاء ولد وليام ويليام ويليامز وليد وليدة ونوس ونيس وهاب وهب وهبة وهبه وهبي وهيب ووترز وود
    وودز وورد ويتمان ويس ويسلي ويلز ويلسون ويلي وينستون وينتر ويكس
    """
)
