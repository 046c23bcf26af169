"""The Spanish edition: hosts, sections, and the words a reader sees. Data only.

``types.py`` says what each field means.
"""

from __future__ import annotations

from mayadeen_crawler.outlet.types import Edition, Section, Words

SPANISH = Edition(
    code="es",
    publisher="Al Mayadeen Español",
    other_names=("Al Mayadeen", "Al Mayadeen en Español", "Al Mayadeen TV"),
    host="espanol.almayadeen.net",
    other_hosts=(),
    news_path="/news",
    streams=frozenset({"live", "en vivo", "en directo", "directo", "senal en vivo"}),
    language="es",
    direction="ltr",
    words=Words(
        by=("por", "escrito por", "autor:", "autora:"),
        source=("fuente", "fuentes"),
        shares=("compartidos", "compartidas", "compartir", "veces compartido", "veces compartida"),
        min_read=(
            "min de lectura",
            "minuto de lectura",
            "minutos de lectura",
            "min lectura",
            "min. de lectura",
            "min",
            "minuto",
            "minutos",
        ),
        read_time=("tiempo de lectura", "lectura", "se lee en"),
        most_read=("más leídas", "más leído", "lo más leído"),
        read_next=("leer a continuación", "siga leyendo", "leer más"),
        coverage=("cobertura",),
        breaking=("urgente", "última hora", "último momento", "noticias urgentes"),
        load_more=("cargar más", "ver más"),
        updated=("actualizado", "última actualización", "actualizado el"),
        inset=(
            "relacionadas",
            "relacionados",
            "noticias relacionadas",
            "artículos relacionados",
            "lea también",
            "leer también",
            "lee también",
            "vea también",
            "te puede interesar",
        ),
        tags=("etiquetas", "temas", "palabras clave"),
        forms=(
            "comentarios",
            "deja un comentario",
            "dejar un comentario",
            "deja una respuesta",
            "boletín",
            "newsletter",
            "suscríbete",
            "suscríbase",
            "suscríbete al boletín",
            "suscríbete a nuestro boletín",
            "suscríbase a nuestro boletín",
        ),
        share=(
            "x",
            "compartir",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
            "correo",
            "imprimir",
            "copiar enlace",
            "todo",
            "todos",
            "todas",
            "publicidad",
        ),
        footer=("todos los derechos reservados", "©", "política de privacidad"),
    ),
    sections=(Section("Política", "News", "/news/politics"),),
)
