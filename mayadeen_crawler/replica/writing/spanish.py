"""The Spanish edition's words. All text is made up: no person, body or event is real.

The grammar is right whatever words fill the patterns' slots: actors are singular and never follow
``a`` or ``de``, adjectives have one form for both genders.
"""

from __future__ import annotations

from types import MappingProxyType

from mayadeen_crawler.replica.writing.lexicon import (
    DateStyle,
    InterfaceLabels,
    Plurals,
    ReplicaLexicon,
)

_SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_LONG = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip

_INTERFACE = InterfaceLabels(
    editions=(
        ("Ar", "https://www.almayadeen.net/"),
        ("En", "https://english.almayadeen.net/"),
        ("x", "https://x.com/replica_example"),
    ),
    slogan="Lema",
    home="Al Mayadeen Español",
    front="Inicio",
    live="EN VIVO",
    breaking=("ÚLTIMA HORA", "URGENTE"),
    by=("Por",),
    source="Fuente:",
    shares=(Plurals({0: "{n} compartidos"}), Plurals({0: "Compartidos: {n}"})),
    min_read=(
        Plurals({0: "{n} min de lectura"}),
        Plurals({1: "1 minuto de lectura", 2: "{n} minutos de lectura"}),
    ),
    most_read="Más leídas",
    coverage="Cobertura",
    read_next="Siga leyendo",
    everything="Todo",
    in_five="En cinco",
    load_more="Cargar más",
    about="Al Mayadeen es un canal satelital árabe independiente.",
    rights="Todos los derechos reservados",
    footer=(
        ("x", "https://x.com/replica_example"),
        ("Política de privacidad", "/privacy-policy"),
        ("Quiénes somos", "/about-us"),
        ("Contáctenos", "/contact-us"),
        ("Autores", "/authors"),
    ),
    stores=("Android", "iOS"),
    not_found="Página no encontrada",
    dates=(
        DateStyle(_SHORT),
        DateStyle(_LONG, day="{day} de {month} de {year}"),
        DateStyle(_LONG, day="{day} de {month} de {year}", time="{day}, {clock}"),
        DateStyle(tuple(month.capitalize() for month in _SHORT)),
    ),
    today=None,
    separator=", ",
)

_WORDS = {
    "actor": (
        "el consejo del trigo", "la oficina meteorológica", "el sindicato de maestros",
        "la comisión del río", "el gremio de faroleros", "el archivo municipal", "la salina mayor",
        "la compañía de aguas", "la liga de huertos", "el molino de papel", "la escuela nocturna",
        "el instituto de mapas", "el banco de semillas", "la flota pesquera", "el club de cometas",
        "la cooperativa de miel", "el cuerpo de correos", "la fundación del museo",
        "el parque eólico", "la autoridad portuaria", "la junta de ferrocarriles",
    ),
    "deed": (
        "inauguró", "aplazó", "revisó", "rechazó", "firmó", "trazó", "reparó", "presentó",
        "suspendió", "duplicó", "cuestionó", "restauró", "publicó", "entregó", "midió", "amplió",
        "retiró", "defendió", "auditó",
    ),
    "thing": (
        "un nuevo plan de faros", "el horario de primavera", "el estudio del viejo canal",
        "la cuenta de granos", "el transbordador nocturno", "un puente de cedro",
        "el festival de los faroles", "cien huertos", "la senda de la costa",
        "los comedores escolares", "su esperado atlas", "las tablas de mareas", "dos diques secos",
        "el techo del mercado", "una biblioteca rodante", "el archivo de vidrio",
        "los pluviómetros", "sus reservas de invierno", "el tren de la colina",
        "una cosecha récord de miel", "el impuesto al papel", "el reloj de la plaza",
        "el embalse bajo", "el fondo de aprendices", "un tratado sobre cometas",
        "el correo de montaña", "el cuarto muelle", "el trueque de semillas",
    ),
    "place": (
        "Tiro", "Sidón", "Trípoli", "Baalbek", "Alepo", "Homs", "Basora", "Mosul", "Saná", "Adén",
        "Túnez", "Orán", "El Cairo", "Asuán", "Amán", "Mascate", "Teherán", "Shiraz", "Ankara",
        "Caracas", "La Habana", "Quito", "La Paz", "Lagos", "Dakar", "Nairobi", "Hanói", "Manila",
        "Lisboa", "Atenas", "Dublín", "Asunción", "Santa Fe", "Samarcanda", "Peñíscola",
    ),
    "season": ("la primavera", "el verano", "el otoño", "el invierno", "la cosecha"),
    "day": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "number": (
        "3", "4", "7", "9", "11", "12", "16", "28", "34", "40", "52", "77", "90", "110", "128",
        "250", "400", "1.200", "14.000",
    ),
    "speaker": (
        "Capitán del puerto", "Consejo del Trigo", "Alcaldesa de Sidón", "Sindicato de maestros",
        "Oficina meteorológica", "Nuestro corresponsal en Tiro", "Archivista de Orán",
        "Portavoz de la salina", "Club de cometas", "Director del Instituto de Mapas",
    ),
    "quality": ("prudente", "paciente", "notable", "humilde", "sorprendente", "eficaz", "amable"),
    "work": (
        "dragado", "replantación", "catalogación", "cableado", "medición", "reconstrucción",
        "señalización",
    ),
}  # fmt: skip

SPANISH = ReplicaLexicon(
    language="es",
    locale="es_ES",
    slug_form="NFD",
    interface=_INTERFACE,
    words=MappingProxyType(_WORDS),
    headlines=(
        "{actor} {deed} {thing} en {place}",
        "{place}: {actor} {deed} {thing}",
        "Exclusiva: {actor} {deed} {thing} antes que {actor}",
        "{actor} {deed} {thing} tras {number} meses de {work}",
        "«Una decisión {quality}»: {actor} {deed} {thing}",
        "{number} equipos llegan desde {place} para ver {thing}",
        "¿Por qué {actor} {deed} {thing}? Lo que gana {place}",
        "¡Por fin! {place} recibe {thing}",
        "{actor} y {actor} comparten {thing} en {place}",
        "{place} espera {thing}; {actor} se ausenta",
        "En {place}, {actor} {deed} {thing} y {thing}",
        "{actor}: listo el {number}\u00a0% antes del {day}",
    ),
    opinions=(
        "Lo que {place} puede aprender sobre {thing}",
        "Una defensa {quality}: {thing} y nosotros",
        "¿Quién teme perder {thing}?",
        "Apuntes desde {place}: {actor} y la ciudad {quality}",
        "Después de {place}: cómo {actor} perdió {thing}",
    ),
    bulletins=(
        "El noticiero del mediodía", "El noticiero de la mañana", "El noticiero de la noche",
        "Noticias en síntesis",
    ),
    summaries=(
        "{actor} {deed} {thing} en {place}, {number} meses después del primer borrador.",
        "Una ronda {quality} de {work} cerca de {place} terminó el {day}, según {actor}.",
        "En {place}, {actor} y {actor} coinciden: {thing} no puede esperar.",
        "¿Qué significa «{quality}» para {actor}? En {place} cuentan los días.",
    ),
    sentences=(
        "Según {actor}, terminar {thing} requiere {number} semanas más de {work}.",
        "Equipos de {place} dedicaron {number} días al trabajo de {work} en la costa.",
        "El {day}, {actor} anunció que {number} de los {number} puestos están cubiertos.",
        "La obra de {work} cerca de {place}, añadió {actor}, fue «{quality} y tardía».",
        "Nadie en {place} esperaba un costo de {number}\u00a0monedas por semana.",
        "Una nota lo resume así: “contamos con {season}, y contamos con {place}”.",
        "Hasta el {day}, {number} carretas salieron de {place} rumbo al mercado bajo.",
        "No es la primera vez que {actor} {deed} {thing}.",
        "El informe —{number} páginas en total— menciona {place} dos veces.",
        "¿Y los vecinos de {place}? Para ellos, la idea es {quality}; para {actor}, tardía.",
        "A las 08:30 del {day}, {actor} tocó la campana.",
        "Durante {season}, el mismo trabajo de {work} tomó {number} semanas y un día.",
        "El cafe\u0301 del puer\u00adto\u200e en {place} siguió abierto durante {season}.",
        "Al hablar sobre {thing}, {actor} señaló las tablas: {number} a {number}.",
        "La cuenta dice {number} < {number} > {number}, y a nadie le molestan <los> signos.",
        "«Dijimos que sería en {season}», respondió una funcionaria en {place}, «y lo cumplimos».",
        "¡Qué año! El pingüino del acuario de {place} también lo celebró.",
    ),
    quotes=(
        "Primero hicimos el trabajo de {work} y después hablamos; en {place} se nota.",
        "Hablar sobre {thing} es hablar sobre {place}, y {place} ha sido {quality}.",
        "Pregunten otra vez durante {season}, y traigan {number} testigos.",
    ),
    subheadings=(
        "Lo que pidió {place}", "Un comienzo {quality}", "{number} días de {work}",
        "Antes que {actor}", "El papel que juega {actor}",
    ),
    list_items=(
        "{number} botes para {place}", "{thing}, el {day}", "Una reunión {quality} con {actor}",
        "Trabajo de {work} hasta el {day}",
    ),
    alts=(
        "Vista de {place} con {thing}", "Una imagen {quality} de {place} durante {season}",
        "Equipos de {work} cerca de {place}", "Reunión con {actor} el {day}",
    ),
    captions=(
        "{place} durante {season}", "Trabajo de {work} en {place}",
        "{thing}, en una foto tomada un {day}", "{number} visitantes llegaron a {place}",
    ),
    tweets=("{actor} {deed} {thing}. Más desde {place} en breve.", "Buenos días desde {place}."),
    ticker=(
        "{speaker}: inauguran {thing} en {place}",
        "{speaker}: nadie nos consultó sobre {thing}",
        "{actor} {deed} {thing} cerca de {place}",
        "{number} equipos salen de {place} a las 06:30 para labores de {work}",
        "{speaker}: “Un plan {quality}” es una línea roja para {place}.",
        "{place} y {place} compartirán {thing}: {speaker}",
        "{speaker} a Al Mayadeen: «Abriremos a las 07:30»",
        "Copa de cometas, final del partido: {place} 2-1 {place}",
        "Eligen en {place} una junta {quality} de {number} personas el {day}, la segunda del año",
    ),
    tags=(
        "Faros", "Trigo", "Canales", "Puertos", "Transbordadores", "Transbordador nocturno",
        "Cometas", "Miel", "Cosecha de aceitunas", "Salinas", "Ferrocarriles", "Tren de la colina",
        "Puentes", "Cedro", "Mapas", "Atlas", "Archivos", "Archivo de vidrio",
        "Festival de los faroles", "Senda de la costa", "Relojes de plaza", "Embalses",
        "Aprendices", "Trueque de semillas", "Pluviómetros", "Tablas de mareas",
        "Comedores escolares", "Techos de mercado", "Impuesto al papel", "Pan y sal", "Educación",
        "Huertos de Homs", "Puerto de Adén", "Feria de Trípoli", "Canales de Basora",
        "Archivo de Orán", "Cafés", "Año del agua", "Energía eólica", "América Latina", "Tiro",
        "Sidón", "Trípoli", "Alepo", "Homs", "Basora", "Túnez", "Orán", "El Cairo", "Amán",
        "Caracas", "La Habana", "La Paz", "Dakar", "Hanói", "Lisboa", "Atenas", "Samarcanda",
    ),
    authors=(
        "Al Mayadeen Español", "Redacción Al Mayadeen", "Tolmo Averín", "Sada Quillén",
        "Iría Vasconde", "Neila Brontes", "Osvino Tarreñal", "Marúf Elandis", "Zahara Ocuín",
    ),
    sources=("Agencias", "Sitios web", "Diarios", "Redes sociales", "Prensa Réplica"),
    coverages=("En cinco", "Año del transbordador", "Temporada de faroles"),
    post_types=MappingProxyType(
        {
            "news": "Noticias",
            "article": "Artículos",
            "video": "Videos",
            "newscast": "Noticiero",
            "podcast": "Podcasts",
            "infograph": "Infografías",
            "gallery": "En imágenes",
        }
    ),
)  # fmt: skip
