"""The one table of the report's words: each text in English, Arabic and Spanish. Data only.

Read by `wording.Wording`. A text with a number has a form that is right for every number: English
and Spanish choose a noun (``{n} {n:line|lines}``), Arabic names what is counted, then the number.
"""

from __future__ import annotations

from typing import Final

#: Weekdays from Monday on, and months, short enough for a chart.
WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ar": ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
           "تشرين الأول", "تشرين الثاني", "كانون الأول"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
}  # fmt: skip

#: Name of a text → the text in English, Arabic, Spanish.
WORDS: Final[dict[str, tuple[str, str, str]]] = {
    # The page around the sections.
    "page.title": ("Report", "تقرير", "Informe"),
    "page.eyebrow": ("mayadeen-crawler report", "تقرير mayadeen-crawler",
                     "informe de mayadeen-crawler"),
    "page.skip": ("To the figures", "إلى الأرقام", "Ir a las cifras"),
    "page.colours": ("Colours", "الألوان", "Colores"),
    "page.auto": ("Auto", "تلقائي", "Auto"),
    "page.light": ("Light", "فاتح", "Claro"),
    "page.dark": ("Dark", "داكن", "Oscuro"),
    "page.sections": ("Sections of {name}", "أقسام {name}", "Secciones de {name}"),
    "page.empty": ("Nothing recorded yet", "لا سجلّات بعد", "Aún no hay registros"),
    "page.no_record": ("The feeds hold no record of this period. A crawl fills them:",
                       "لا سجلّ في هذه الفترة. يملؤها أمر الجمع:",
                       "No hay registros de este periodo. Los llena un rastreo:"),
    "page.missing": (
        ("{n} feed {n:file is|files are} not here, so this report lacks what "
        "{n:it holds|they hold}: {files}."),
        "ملفات غائبة ينقص التقرير ما فيها ({n}): {files}.",
        "{n:Falta|Faltan} {n} {n:archivo|archivos} y el informe no incluye su contenido: {files}.",
    ),
    "page.table": ("Table", "جدول", "Tabla"),
    "page.figure": ("{title}; the table below has the figures",
                    "{title}؛ الأرقام في الجدول أدناه",
                    "{title}; la tabla siguiente tiene las cifras"),
    "page.made": ("Made {at} by mayadeen-crawler {version} from the feeds in",
                  "أُعدّ في {at} بواسطة mayadeen-crawler {version} من المجلد",
                  "Hecho el {at} con mayadeen-crawler {version} a partir de"),
    "page.how": (
        ("Articles count by the time of publication, and those without a date in every period; "
        "edits, breaking lines, removals, Most Read and runs by when they were observed. Of an "
        "article the newest revision counts."),
        ("تُحسب المقالات بوقت نشرها، وما لا تاريخ له يُحسب في كل فترة؛ أما التعديلات والعواجل "
        "والإزالات والأكثر قراءة وعمليات الجمع فبوقت رصدها. وتُعتمد أحدث نسخة من كل مقال."),
        ("Los artículos cuentan por su hora de publicación, y los que no tienen fecha, en todo "
        "periodo; ediciones, alertas, retiradas, Lo más leído y rastreos, por cuando se "
        "observaron. De cada artículo cuenta la revisión más reciente."),
    ),
    "page.clock": ("All times are those of the site's clock ({zone}).",
                   "جميع الأوقات بتوقيت الموقع ({zone}).",
                   "Todas las horas son las del reloj del sitio ({zone})."),
    "page.clock_short": ("site's clock, {zone}", "بتوقيت الموقع، {zone}",
                         "hora del sitio, {zone}"),
    "period.span": ("{since} to {until}", "من {since} إلى {until}", "{since} a {until}"),
    "period.since": ("Since {since}", "منذ {since}", "Desde {since}"),
    "period.until": ("Until {until}", "حتى {until}", "Hasta {until}"),
    "period.all": ("All that the feeds hold", "كل ما في السجلّات", "Todo lo registrado"),
    "length.seconds": ("{s} s", "{s} ث", "{s} s"),
    "length.minutes": ("{min} min", "{min} د", "{min} min"),
    "length.hours": ("{h} h {min} min", "{h} س {min} د", "{h} h {min} min"),
    "length.days": ("{d} d {h} h", "{d} ي {h} س", "{d} d {h} h"),
    "unit.day": ("day", "اليوم", "día"),
    "unit.week": ("week", "الأسبوع", "semana"),
    "unit.month": ("month", "الشهر", "mes"),
    "unit.day.head": ("Day", "اليوم", "Día"),
    "unit.week.head": ("Week", "الأسبوع", "Semana"),
    "unit.month.head": ("Month", "الشهر", "Mes"),
    "unit.mean.week": (" (mean of each week)", " (متوسط كل أسبوع)", " (media de cada semana)"),
    "unit.mean.month": (" (mean of each month)", " (متوسط كل شهر)", " (media de cada mes)"),
    "unit.week.of": ("{day} (week)", "{day} (أسبوع)", "{day} (semana)"),
    "head.all": ("All", "الكل", "Todo"),
    # What is shown of an article's edits.
    "edit.count": ("Edits: {n}", "التعديلات: {n}", "Ediciones: {n}"),
    "edit.seen": ("{record}, seen {at} ({zone})", "{record}، رُصد في {at} ({zone})",
                  "{record}, vista el {at} ({zone})"),
    "edit.revision": ("Revision {n}", "النسخة {n}", "Revisión {n}"),
    "edit.capture": ("Capture ({source})", "لقطة أرشيفية ({source})", "Captura ({source})"),
    "edit.line": ("Edited", "عُدّل", "Editada"),
    "edit.changed": ("Changed: {fields}", "تغيّر: {fields}", "Cambió: {fields}"),
    "edit.no_text": ("nothing of its text", "لا شيء من نصّه", "nada de su texto"),
    "edit.moved_away": ("Its records were moved away.", "نُقلت سجلّاته إلى مكان آخر.",
                        "Sus registros se movieron a otro lugar."),
    "edit.now": ("The article as it is now", "المقال كما هو الآن", "El artículo como está ahora"),
    "field.headline": ("headline", "العنوان", "titular"),
    "field.summary": ("summary", "الملخّص", "resumen"),
    "field.body_text": ("body", "النص", "cuerpo"),
    "field.text": ("text", "النص", "texto"),
    # Lists of articles and of lines.
    "list.title": ("All articles", "كل المقالات", "Todos los artículos"),
    "list.caption": ("Articles, newest first", "المقالات، الأحدث أولًا",
                     "Artículos, los más recientes primero"),
    "list.takeaway": (
        "Every article of the period, with what changed in it: {n}.",
        "كل مقالات الفترة وما تغيّر فيها: {n}.",
        "Todos los artículos del periodo, con lo que cambió en ellos: {n}.",
    ),
    "list.none": ("No article in this period.", "لا مقال في هذه الفترة.",
                  "Ningún artículo en este periodo."),
    "list.published": ("Published", "النشر", "Publicado"),
    "list.article": ("Article", "المقال", "Artículo"),
    "list.section": ("Section", "القسم", "Sección"),
    "list.static": (("The newest {shown} of {n} are in the page itself; its script, where it may "
                    "run, shows and filters the rest."),
                    ("أحدث {shown} من أصل {n} مكتوبة في الصفحة نفسها؛ والبقية يعرضها ويفرزها "
                    "برنامج الصفحة حيث يُسمح بتشغيله."),
                    ("Los {shown} más recientes de {n} están en la propia página; su script, donde "
                    "pueda ejecutarse, muestra y filtra el resto.")),
    "list.left_out": (("The oldest are left out, for the size of the file: {n}. "
                      "A report of a shorter period has them."),
                      "تُرك الأقدم لحجم الملف: {n}. يضمّها تقرير عن فترة أقصر.",
                      ("Por el tamaño del archivo faltan los más antiguos: {n}. "
                      "Un informe de un periodo más corto los incluye.")),
    "list.differences": ("Differences are shown of the articles that were edited last: {n}.",
                         "تُعرض الفروق للمقالات التي عُدّلت أخيرًا: {n}.",
                         ("Se muestran las diferencias de los artículos editados más "
                         "recientemente: {n}.")),
    "list.search": ("Search", "بحث", "Buscar"),
    "list.tag": ("Tag", "الوسم", "Etiqueta"),
    "list.author": ("Author", "الكاتب", "Autor"),
    "list.from": ("From", "من", "Desde"),
    "list.to": ("To", "إلى", "Hasta"),
    "list.sort": ("Sort", "الترتيب", "Orden"),
    "list.newest": ("Newest first", "الأحدث أولًا", "Más recientes"),
    "list.oldest": ("Oldest first", "الأقدم أولًا", "Más antiguos"),
    "list.most_edits": ("Most edits", "الأكثر تعديلًا", "Más ediciones"),
    "list.by_text": ("By headline", "حسب العنوان", "Por titular"),
    "list.any": ("All", "الكل", "Todo"),
    "list.clear": ("Clear filters", "مسح الفرز", "Quitar filtros"),
    "list.more": ("Show more", "عرض المزيد", "Mostrar más"),
    # The script replaces what is in brackets.
    "list.status": ("[found] of [all]", "[found] من أصل [all]", "[found] de [all]"),
    "list.also": ("Also: [filters]", "وكذلك: [filters]", "También: [filters]"),
    # At a glance.
    "glance.title": ("At a glance", "لمحة", "De un vistazo"),
    "glance.takeaway": (
        ("{articles} {articles:article|articles}, of which {revised} ({share}) "
        "{revised:has|have} more than one revision; {records} {records:record|records} of articles "
        "{records:was|were} written."),
        ("المقالات: {articles}، منها بأكثر من نسخة: {revised} ({share})؛ سجلّات المقالات المكتوبة: "
        "{records}."),
        ("{articles} {articles:artículo|artículos}, de {articles:él|ellos} {revised} ({share}) con "
        "más de una revisión; se {records:escribió|escribieron} {records} "
        "{records:registro|registros} de artículos."),
    ),
    "glance.articles": ("articles", "مقالات", "artículos"),
    "glance.edits": ("edits", "تعديلات", "ediciones"),
    "glance.lines": ("breaking lines", "عواجل", "alertas"),
    "glance.removals": ("removals", "إزالات", "retiradas"),
    # Articles a day.
    "articles.title": ("Articles", "المقالات", "Artículos"),
    "articles.none": ("No dated article in this period.", "لا مقال بتاريخ في هذه الفترة.",
                      "Ningún artículo con fecha en este periodo."),
    "articles.takeaway": (
        ("{n} {n:article|articles} in {days} {days:day|days}, {mean} a day; most in {section} "
        "({share}). The busiest day was {day}, with {most}{others}."),
        ("المقالات: {n}، الأيام: {days}، المعدّل اليومي: {mean}؛ أكثرها في {section} ({share}). "
        "أكثر الأيام نشرًا: {day}، وعدد مقالاته {most}{others}."),
        ("{n} {n:artículo|artículos} en {days} {days:día|días}, {mean} al día; la mayoría en "
        "{section} ({share}). El día de más artículos fue {day}, con {most}{others}."),
    ),
    "articles.ties": (", like {n} other {n:day|days}", "، ومثله أيام أخرى: {n}",
                      ", como {n:otro día|otros {n} días}"),
    "articles.undated": ("{n} {n:article|articles} without a date: counted in all but this.",
                         "مقالات بلا تاريخ، محسوبة في كل ما عدا هذا: {n}.",
                         ("{n} {n:artículo|artículos} sin fecha: {n:cuenta|cuentan} en todo menos "
                         "en esto.")),
    "articles.no_section": ("no section", "بلا قسم", "sin sección"),
    "articles.others": ("{n} {n:other|others}", "أقسام أخرى ({n})",
                        "{n} {n:sección más|secciones más}"),
    "articles.chart": ("Articles a day by section", "المقالات يوميًا حسب القسم",
                       "Artículos al día por sección"),
    "articles.table": ("Articles by section and {unit}", "المقالات حسب القسم و{unit}",
                       "Artículos por sección y {unit}"),
    # Hours of the week.
    "week.title": ("Hours of the week", "ساعات الأسبوع", "Horas de la semana"),
    "week.none": ("No article with a time in this period.", "لا مقال بوقت في هذه الفترة.",
                  "Ningún artículo con hora en este periodo."),
    "week.takeaway": (
        ("The busiest hour of the week is {day} {hour}, with {n} {n:article|articles}{others}; "
        "{share} came out between 06:00 and 12:00."),
        ("أكثر ساعات الأسبوع نشرًا: {day} {hour}، وعدد مقالاتها {n}{others}؛ ونُشر {share} بين 06:00 "
        "و12:00."),
        ("La hora de más artículos de la semana es {day} {hour}, con {n} "
        "{n:artículo|artículos}{others}; el {share} salió entre las 06:00 y las 12:00."),
    ),
    "week.ties": (", like {n} other {n:hour|hours}", "، ومثلها ساعات أخرى: {n}",
                  ", como {n:otra hora|otras {n} horas}"),
    "week.none_colour": ("none", "لا شيء", "ninguno"),
    "week.chart": ("Articles by weekday and hour", "المقالات حسب اليوم والساعة",
                   "Artículos por día de la semana y hora"),
    "week.table": ("Articles by hour and weekday", "المقالات حسب الساعة واليوم",
                   "Artículos por hora y día de la semana"),
    "week.hour": ("Hour", "الساعة", "Hora"),
    # Tags, authors, sources, regions.
    "tags.title": ("Tags", "الوسوم", "Etiquetas"),
    "tags.none": ("No article of this period has a tag.", "لا وسم لأي مقال في هذه الفترة.",
                  "Ningún artículo de este periodo tiene etiquetas."),
    "tags.takeaway": ("{tag} is on {on} of {n} {n:article|articles}",
                      "{tag}: على {on} من المقالات البالغة {n}",
                      "{tag} está en {on} de {n} {n:artículo|artículos}"),
    "tags.rose": ("{said}; {tag} rose most, from {older} to {newer}",
                  "{said}؛ والأكثر صعودًا {tag}، من {older} إلى {newer}",
                  "{said}; {tag} es la que más subió, de {older} a {newer}"),
    "tags.chart": ("Most used tags", "أكثر الوسوم استخدامًا", "Etiquetas más usadas"),
    "tags.rising": ("Rising tags", "وسوم صاعدة", "Etiquetas en alza"),
    "tags.rising_table": ("Articles of rising tags", "مقالات الوسوم الصاعدة",
                          "Artículos de las etiquetas en alza"),
    "tags.rising_note": ("In more articles than before, by two at least.",
                         "في مقالات أكثر من ذي قبل، بفارق اثنين على الأقل.",
                         "En más artículos que antes, dos como mínimo."),
    "tags.before": ("The {n:day|{n} days} before", "الأيام السابقة ({n})",
                    "{n:El día anterior|Los {n} días anteriores}"),
    "tags.after": ("The last {n:day|{n} days}", "الأيام الأخيرة ({n})",
                   "{n:El último día|Los últimos {n} días}"),
    "names.title": ("Authors, sources, regions", "الكتّاب والمصادر والمناطق",
                    "Autores, fuentes, regiones"),
    "names.takeaway": (
        ("Of the articles, {authors} name authors, {sources} name sources and {regions} name "
        "regions."),
        "من المقالات: {authors} تذكر كتّابًا، و{sources} تذكر مصادر، و{regions} تذكر مناطق.",
        ("De los artículos, el {authors} nombra autores, el {sources} fuentes y el {regions} "
        "regiones."),
    ),
    "names.authors": ("Authors", "الكتّاب", "Autores"),
    "names.sources": ("Sources", "المصادر", "Fuentes"),
    "names.regions": ("Regions", "المناطق", "Regiones"),
    "names.tags.one": ("Tag", "الوسم", "Etiqueta"),
    "names.authors.one": ("Author", "الكاتب", "Autor"),
    "names.sources.one": ("Source", "المصدر", "Fuente"),
    "names.regions.one": ("Region", "المنطقة", "Región"),
    # Breaking lines.
    "breaking.title": ("Breaking lines", "العواجل", "Alertas"),
    "breaking.none": ("No line appeared on the ticker.", "لم يظهر أي عاجل في الشريط.",
                      "No apareció ninguna línea en el teletipo."),
    "breaking.takeaway": (
        ("{n} {n:line|lines} appeared; {edited} ({edited_share}) {edited:was|were} edited, "
        "{withdrawn} ({withdrawn_share}) withdrawn."),
        ("ما ظهر من العواجل: {n}؛ عُدّل منها: {edited} ({edited_share})، وسُحب: {withdrawn} "
        "({withdrawn_share})."),
        ("{n:Apareció|Aparecieron} {n} {n:línea|líneas}; {edited} ({edited_share}) "
        "{edited:se editó|se editaron} y {withdrawn} ({withdrawn_share}) "
        "{withdrawn:se retiró|se retiraron}."),
    ),
    "breaking.note": (
        "By the day a line was first seen. One that was edited and then withdrawn is withdrawn.",
        "بحسب يوم رصد العاجل أول مرة. وما عُدّل ثم سُحب يُحسب مسحوبًا.",
        ("Por el día en que se vio la línea por primera vez. La que se editó y luego se retiró "
        "cuenta como retirada."),
    ),
    "breaking.chart": ("Breaking lines a day", "العواجل يوميًا", "Alertas al día"),
    "breaking.table": ("Breaking lines by {unit}", "العواجل حسب {unit}", "Alertas por {unit}"),
    "breaking.as_it_was": ("as it was", "كما هو", "sin cambios"),
    "breaking.edited": ("edited", "عُدّل", "editada"),
    "breaking.withdrawn": ("withdrawn", "سُحب", "retirada"),
    "lines.caption": ("Lines of the ticker, newest first", "أسطر الشريط، الأحدث أولًا",
                      "Líneas del teletipo, las más recientes primero"),
    "lines.seen": ("First seen", "أول رصد", "Vista"),
    "lines.line": ("Line", "السطر", "Línea"),
    "lines.became": ("What became of it", "ما آل إليه", "Qué fue de ella"),
    "lines.withdrawn_at": ("Seen to be withdrawn: {at}", "رُصد سحبه: {at}",
                           "Retirada, visto el {at}"),
    "lines.gone_at": ("Seen to have left the ticker: {at}", "رُصد خروجه من الشريط: {at}",
                      "Fuera del teletipo, visto el {at}"),
    # Edits.
    "edits.title": ("Edits", "التعديلات", "Ediciones"),
    "edits.none": ("No edit was seen.", "لم يُرصد أي تعديل.", "No se vio ninguna edición."),
    "edits.takeaway": (
        "{n} {n:edit|edits} of {articles} {articles:article|articles}{moves}{delays}.",
        "التعديلات: {n}، في مقالات عددها {articles}{moves}{delays}.",
        "{n} {n:edición|ediciones} de {articles} {articles:artículo|artículos}{moves}{delays}.",
    ),
    "edits.moves": (", {n} {n:move|moves} to another address among them",
                    "، منها انتقالات إلى عنوان آخر: {n}",
                    ", entre ellas {n} {n:cambio|cambios} de dirección"),
    "edits.one_delay": ("; {time} after publication", "؛ بعد النشر بـ {time}",
                        "; {time} después de la publicación"),
    "edits.delays": ("; half within {time} of publication, {share} after a day",
                     "؛ نصفها خلال {time} من النشر، و{share} بعد يوم",
                     "; la mitad en {time} desde la publicación, el {share} después de un día"),
    "edits.chart": ("Edits by time since publication", "التعديلات بحسب الوقت منذ النشر",
                    "Ediciones por tiempo desde la publicación"),
    "edits.after": ("After", "بعد", "Tras"),
    "edits.head": ("Edits", "التعديلات", "Ediciones"),
    "edits.30": ("under 30 min", "أقل من 30 د", "menos de 30 min"),
    "edits.60": ("30 to 60 min", "30 إلى 60 د", "de 30 a 60 min"),
    "edits.120": ("1 to 2 h", "1 إلى 2 س", "de 1 a 2 h"),
    "edits.240": ("2 to 4 h", "2 إلى 4 س", "de 2 a 4 h"),
    "edits.480": ("4 to 8 h", "4 إلى 8 س", "de 4 a 8 h"),
    "edits.1440": ("8 to 24 h", "8 إلى 24 س", "de 8 a 24 h"),
    "edits.2880": ("24 to 48 h", "24 إلى 48 س", "de 24 a 48 h"),
    "edits.later": ("48 h and later", "48 س فأكثر", "48 h o más"),
    "edits.undated": ("no time known", "الوقت غير معروف", "hora desconocida"),
    "edits.note": (
        ("When the site says that an article was changed, if it says so and that can be; else when "
        "the change was seen, which is later."),
        "بالوقت الذي يذكره الموقع للتغيير إن ذكره وكان ممكنًا، وإلا فبوقت رصده، وهو متأخر عنه.",
        ("Según la hora de cambio que da el sitio, si la da y es posible; si no, cuando se vio el "
        "cambio, que es más tarde."),
    ),
    "edits.most": ("Edited most", "الأكثر تعديلًا", "Los más editados"),
    # Removals.
    "removals.title": ("Removals", "الإزالات", "Retiradas"),
    "removals.none": ("No article was seen to be removed.", "لم تُرصد إزالة أي مقال.",
                      "No se vio retirar ningún artículo."),
    "removals.takeaway": (
        ("{removed} {removed:removal|removals} and {returned} {returned:return|returns} were seen; "
        "{back} {back:article was|articles were} there again at the end."),
        "ما رُصد: إزالات {removed}، وعودات {returned}؛ وما عاد منها في النهاية: {back}.",
        ("Se vieron {removed} {removed:retirada|retiradas} y {returned} "
        "{returned:regreso|regresos}; al final {back:estaba|estaban} de nuevo {back} "
        "{back:artículo|artículos}."),
    ),
    "removals.removed": ("removed", "أُزيل", "retirado"),
    "removals.returned": ("returned", "عاد", "devuelto"),
    "removals.chart": ("Removals a day", "الإزالات يوميًا", "Retiradas al día"),
    "removals.table": ("Removals by {unit}", "الإزالات حسب {unit}", "Retiradas por {unit}"),
    "removals.last": ("Removed last", "أُزيلت أخيرًا", "Retirados los últimos"),
    "removals.gone": ("Found gone", "رُصد غيابه", "Visto retirado"),
    # Most Read.
    "most_read.title": ("Most Read", "الأكثر قراءة", "Lo más leído"),
    "most_read.none": ("Most Read was not seen.", "لم تُرصد قائمة الأكثر قراءة.",
                       "No se vio la lista Lo más leído."),
    "most_read.takeaway": (
        "{article} stayed longest of {n} {n:article|articles}: {time}{there}.",
        "{article} بقي أطول مدة، من أصل {n}: {time}{there}.",
        "{article} fue el que más permaneció de {n} {n:artículo|artículos}: {time}{there}.",
    ),
    "most_read.there": (", and is there still", "، وما زال فيها", ", y sigue ahí"),
    "most_read.still": ("still there", "ما زال فيها", "sigue ahí"),
    "most_read.chart": ("Longest stays in Most Read", "أطول بقاء في الأكثر قراءة",
                        "Permanencias más largas en Lo más leído"),
    "most_read.stayed": ("Stayed", "المدة", "Duración"),
    "most_read.from": ("From", "من", "Desde"),
    "most_read.to": ("To", "إلى", "Hasta"),
    "most_read.note": (
        ("From when an article was first seen in the list to when it was seen to be gone, on the "
        "page where the list was seen most often."),
        "من أول رصد للمقال في القائمة إلى رصد غيابه، في الصفحة التي رُصدت فيها القائمة أكثر.",
        ("Desde que se vio el artículo en la lista hasta que se vio que ya no estaba, en la página "
        "donde más se vio la lista."),
    ),
    # Fields.
    "fields.title": ("Fields", "الحقول", "Campos"),
    "fields.none": ("No article was read.", "لم يُقرأ أي مقال.", "No se leyó ningún artículo."),
    "fields.no_strategy": ("Of {n} {n:record|records}, none names a strategy.",
                           "لا يذكر أيٌّ من السجلّات استراتيجية: {n}.",
                           "De {n} {n:registro|registros}, ninguno nombra una estrategia."),
    "fields.takeaway": (
        ("Of {n} {n:record|records}, {headline} have a headline, {published} a time of "
        "publication, {body} a text; “{strategy}” served {share} of all values."),
        ("من السجلّات ({n}): {headline} لها عنوان، و{published} لها وقت نشر، و{body} لها نص؛ "
        "وجاء {share} من القيم من «{strategy}»."),
        ("De {n} {n:registro|registros}, el {headline} tiene titular, el {published} hora de "
        "publicación y el {body} texto; «{strategy}» dio el {share} de los valores."),
    ),
    "fields.table": ("Records by field and by the strategy that served it",
                     "السجلّات حسب الحقل والاستراتيجية التي ملأته",
                     "Registros por campo y por la estrategia que lo dio"),
    "fields.field": ("Field", "الحقل", "Campo"),
    "fields.nothing": ("Nothing", "لا شيء", "Nada"),
    "fields.records": ("Records", "السجلّات", "Registros"),
    "fields.all": ("all", "الكل", "todos"),
    "fields.95": ("95 % and more", "95 % فأكثر", "95 % o más"),
    "fields.50": ("50 to 95 %", "50 إلى 95 %", "del 50 al 95 %"),
    "fields.5": ("5 to 50 %", "5 إلى 50 %", "del 5 al 50 %"),
    "fields.0": ("under 5 %", "أقل من 5 %", "menos del 5 %"),
    "fields.coverage": ("Records with an answer for each field, by {unit}",
                        "السجلّات التي فيها جواب لكل حقل، حسب {unit}",
                        "Registros con respuesta para cada campo, por {unit}"),
    "fields.coverage_table": ("Records with an answer for each field, by {unit} of retrieval",
                              "السجلّات التي فيها جواب لكل حقل، حسب {unit} (وقت الجلب)",
                              "Registros con respuesta para cada campo, por {unit} de descarga"),
    "fields.note": ("A place that is recognised and empty is an answer: a newscast has no text.",
                    "الموضع المعروف الفارغ جواب: فنشرة الأخبار لا نصّ لها.",
                    "Un lugar reconocido y vacío es una respuesta: un noticiario no tiene texto."),
    "fields.chart": ("Values by strategy, share by {unit}",
                     "القيم حسب الاستراتيجية، الحصة حسب {unit}",
                     "Valores por estrategia, cuota por {unit}"),
    "fields.chart_table": ("Values by strategy and {unit}", "القيم حسب الاستراتيجية و{unit}",
                           "Valores por estrategia y {unit}"),
    "fields.other": ("other", "غيرها", "otra"),
    # Runs.
    "runs.title": ("Runs of the crawler", "عمليات الجمع", "Rastreos"),
    "runs.none": ("No run is known.", "لا عملية جمع معروفة.", "No se conoce ningún rastreo."),
    "runs.takeaway": ("{good} {good:run|runs} of {n} went well.",
                      "ما نجح من عمليات الجمع: {good} من {n}.",
                      "{good} {good:rastreo|rastreos} de {n} {good:fue bien|fueron bien}."),
    "runs.chart": ("Runs a day by outcome", "عمليات الجمع يوميًا حسب النتيجة",
                   "Rastreos al día por resultado"),
    "runs.table": ("Runs by outcome and {unit}", "عمليات الجمع حسب النتيجة و{unit}",
                   "Rastreos por resultado y {unit}"),
    "runs.last": ("The last {n:1 run|{n} runs}", "آخر عمليات الجمع ({n})",
                  "{n:El último rastreo|Los últimos {n} rastreos}"),
    "runs.started": ("Started", "البدء", "Inicio"),
    "runs.spider": ("Spider", "العنكبوت", "Spider"),
    "runs.outcome": ("Outcome", "النتيجة", "Resultado"),
    "runs.new": ("New", "جديد", "Nuevos"),
    "runs.revised": ("Revised", "معدّل", "Revisados"),
    "runs.seconds": ("Seconds", "الثواني", "Segundos"),
    "runs.why": ("Why, or what", "السبب أو الحاصل", "Por qué, o qué"),
    "outcome.good": ("good", "سليمة", "bien"),
    "outcome.running": ("running", "جارية", "en marcha"),
    "outcome.skipped": ("skipped", "متخطّاة", "omitido"),
    "outcome.interrupted": ("interrupted", "مقطوعة", "interrumpido"),
    "outcome.unhealthy": ("unhealthy", "معتلّة", "con problemas"),
    "outcome.blocked": ("blocked", "محجوبة", "bloqueado"),
    "outcome.failed": ("failed", "فاشلة", "fallido"),
    "outcome.wrong_use": ("wrong_use", "استخدام خاطئ", "uso incorrecto"),
    "outcome.died": ("died", "منتهية قسرًا", "muerto"),
}  # fmt: skip
