"""Attribution's word tables in Spanish. Data only; ``SpeakerLexicon`` says what each is for."""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.lexicon import SpeakerLexicon, table

_COUNTED = "muert|herid|martir|desaparecid|detenid|arrestad|desplazad|victimas|rescatad|fallecid"

SPANISH = SpeakerLexicon(
    nouns=table("""
presidente, presidenta, expresidente, expresidenta, vicepresidente, vicepresidenta, ministro,
ministra, exministro, exministra, viceministro, viceministra, premier, canciller, excanciller,
vicecanciller, rey, reina, emir, sultan, principe, papa, ayatola, imam, jeque, sayyed, senador,
senadora, senadores, congresista, congresistas, diputado, diputada, diputados, legislador,
legisladora, legisladores, parlamentario, gobernador, gobernadora, alcalde, alcaldesa, embajador,
embajadora, enviado, enviada, diplomatico, diplomatica, diplomaticos, secretario, secretaria,
jefe, jefa, jefes, comandante, comandantes, general, coronel, capitan, almirante, oficial,
oficiales, funcionario, funcionaria, funcionarios, portavoz, portavoces, vocero, vocera, voceros,
corresponsal, corresponsales, reportero, reportera, periodista, periodistas, lider, lideres,
dirigente, dirigentes, director, directora, coordinador, coordinadora, comisario, comisionado,
representante, representantes, delegado, delegada, delegacion, asesor, asesora, analista,
analistas, experto, experta, expertos, testigo, testigos, residentes, vecinos, activista,
activistas, medico, medica, medicos, rescatistas, abogado, abogada, abogados, fiscal, fiscalia,
juez, jueza, entrenador, miembro, miembros, negociador, negociadora, negociadores, mediadores,
familias, familiares, sobrevivientes, economista, economistas, relator, relatora, patriarca,
obispo, arzobispo, cardenal, mufti, clerigo, fundador, observadores, investigadores, cientificos,
equipo, equipos, archivista, bibliotecario, bibliotecaria, meteorologo, sismologo, epidemiologo,
arqueologo, capitanes, piloto, pilotos, maestro, maestros, maestra, profesor, profesora,
enfermeras, ingeniero, ingenieros, estudiantes, bomberos, voluntarios, pescadores, conductores,
tripulacion, veterano, veteranos, cirujano, escritor, escritora, poeta, jugador, arbitro, gerente,
inspector, inspectores, pasajeros, mineros, manifestantes, organizadores, campesinos,
trabajadores, ministerio, ministerios, ejercito, militares, armada, marina, fuerza, fuerzas,
policia, comando, mando, gobierno, gabinete, presidencia, vicepresidencia, cancilleria,
parlamento, senado, congreso, asamblea, consejo, comite, comision, corte, tribunal, oficina,
agencia, agencias, autoridad, autoridades, administracion, embajada, consulado, mision,
organizacion, organizaciones, organismo, ong, union, sindicato, sindicatos, partido, movimiento,
frente, brigada, brigadas, batallon, batallones, resistencia, guardia, guardianes, guardacostas,
cuerpo, grupo, grupos, coalicion, alianza, federacion, asociacion, fundacion, instituto,
universidad, banco, fondo, empresa, compania, aerolinea, club, sociedad, media luna, cruz,
defensa, direccion, departamento, servicio, servicios, inteligencia, contrainteligencia, medios,
medio, diario, diarios, periodico, prensa, cadena, canal, television, radio, revista, emisora,
sitio, portal, red, observatorio, centro, faccion, facciones, tribus, municipio, municipalidad,
alcaldia, gobernacion, hospital, iglesia, palacio, secretariado, camara, liderazgo, poder, fuente,
fuentes, primer ministro, primera ministra, alto, alta, altos, alto funcionario, lider supremo,
contraloria, defensoria, procuraduria, bloomberg, comunicado, declaracion, estado mayor, milicia,
rebeldes, insurgentes, aliados, opositor, opositora, oposicion, ex, fiscal general, news, times,
post, journal, tv, gazette, tribune, herald, harbor, daily
"""),
    labels=table("""
urgente, ultima hora, ultimo minuto, ultimo momento, breaking, alerta, actualizacion, actualizado,
actualizada, en vivo, en directo, directo, envivo, minuto a minuto, hora a hora, video, videos,
foto, fotos, en fotos, en imagenes, imagenes, en video, galeria, fotogaleria, fotorreportaje,
infografia, infograma, mapa, mapas, podcast, escucha, escuche, mira, mire, vea, ver, lea, lee,
claves, las claves, clave, puntos clave, preguntas y respuestas, explicacion, explicador,
explicado, analisis, opinion, editorial, columna, comentario, entrevista, exclusiva, exclusivo,
especial, cobertura, cobertura especial, resumen, cronologia, cronica, perfil, obituario,
verificacion, fact check, datos, dato, cifras, en cifras, en numeros, correccion, aclaracion,
fe de erratas, recordatorio, nota, noticia, noticias, titulares, lo ultimo, ahora, hoy, ayer,
mañana, esta noche, informe, reporte, reportaje, investigacion, documental, reseña, previa,
el tiempo, tiempo, clima, pronostico, deportes, deporte, futbol, economia, mercados, cultura,
salud, tecnologia, ciencia, medio ambiente, mundo, politica, sondeo, encuesta, estudio, balance,
saldo, resultado, resultados, resultado final, marcador, marcador final, contexto, antecedentes,
efemerides, un dia como hoy, agenda, programa, texto completo, lo que se sabe, que se sabe,
confirmado, oficial, en desarrollo, tendencia, en breve, a fondo, trivia, pregunta, respuesta,
conclusion, gol, final, cocina, receta, recetas, comida, viajes, arte, artes, musica, cine,
libros, libro, educacion, justicia, religion, espacio, energia, transporte, aviacion, sociedad,
local, internacional, diplomacia, redes sociales, moda, carta, cartas, ensayo, boletin,
destacados, enfoque, perspectiva, advertencia, aviso, atencion, rumor, mito, satira, momento,
el momento
"""),
    labelled=re.compile(
        r"(?:dia|semana|mes|año|ano|parte|episodio|capitulo|fase|etapa|jornada|ronda"
        r"|noche) (?:\d+|un[oa]?|dos|tres)\b"
        r"|(?:en vivo|en directo|video|fotos?|urgente|ultima hora|exclusiva|analisis"
        r"|opinion|entrevista"
        r"|especial|podcast|claves|resumen|cobertura|actualizacion|minuto a minuto) ?(?:\|"
        r"|-|–|:|\(|de |del |desde |en |$)"
        r"|(?:que|como|por que|quien|quienes|cuando|donde|cual|cuales|lo que|asi) "
        r"|(?:un|una|dos|tres|cuatro|cinco|diez|otro|otra|varios) "
    ),
    topics=table("""
guerra, crisis, copa, liga, eliminatoria, eliminatorias, clasificatorias, premio,
premios, feria, campeonato, mundial, juegos, juegos olimpicos, torneo, final,
semifinal, clasico, elecciones, eleccion, referendo, referendum, cumbre, conferencia, foro,
acuerdo, pacto, tratado, dialogo, negociaciones, alto el, fuego, tregua, dia, semana, mes, año,
ano, aniversario, operacion, ofensiva, ataque, ataques, bombardeo, bombardeos, redada, tormenta,
huracan, tifon, ciclon, terremoto, sismo, incendio, incendios, inundaciones, protesta, protestas,
marcha, ramadan, navidad, nakba, covid, covid-19, bitcoin, brent, oro, petroleo, gas, dolar, euro,
nasdaq, futbol, tenis, baloncesto, beisbol, region, flotilla, aeropuerto, frontera, corredor,
plan, caso, juicio, archivo, archivos, muertos, muerte, resultado, pregunta, opcion, objetivo,
punto, puntos, hecho, razon, razones, leccion, paso, pasos, cifras, clave, parte, episodio,
escenario, precio, precios, visita, discurso, carta, mensaje, camino, historia, futuro, pasado,
vida, fin, inicio, regreso, victoria, derrota, masacre, genocidio, asedio, bloqueo, hambre,
hambruna, sanciones, aranceles, presupuesto, ley, mapa, lista, tiroteo, explosion, choque,
accidente, desastre, tragedia, escandalo, exodo, escalada, tensiones, enfrentamientos, batalla,
invasion, ocupacion, canje, prisioneros, rehenes, refugiados, migrantes, martires, niños, mujeres,
mundo, europa, africa, lunes, martes, miercoles, jueves, viernes, sabado, domingo, enero, febrero,
marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre, calor,
sequia, nieve, lluvia, lluvias, eclipse, apagon, epidemia, pandemia, brote, virus, vacuna,
cosecha, inflacion, desempleo, economia, mercado, mercados, comercio, turismo, peregrinacion,
concierto, festival, museo, teatro, escuela, escuelas, carretera, trafico, tren, trenes, puente,
tunel, barco, barcos, avion, dron, drones, misil, misiles, cohetes, tanque, tanques, armas, nuevo,
nueva, nuevos, primer, primera, ultimo, ultima, el, los, tras, desde, sobre, entre, contra, hacia,
cuando, no, si, mas, sin
"""),
    verbs=re.compile(
        r"\b(?:dice|dijo|afirma|afirmo|advierte|advirtio|asegura|aseguro|declara|declaro"
        r"|responde|respondio|anuncia"
        r"|anuncio|denuncia que|insiste|reitera|subraya|sostiene|alerta|señala|senala"
        r"|explica|confirma|confirmo|pregunta|escribe"
        r"|informa|informo|expresa|expreso|exige|exigio|promete|revela|revelo|comenta|reporta)\b.*"
    ),
    clause=re.compile(
        r"\b(?:es|son|fue|fueron|sera|seran|esta|estan|ha|han|habia|hay|llega|llego"
        r"|renuncia|renuncio|dimite|dimitio"
        r"|visita|gana|pierde|muere|murio|cae|sube|baja|abre|cierra|comienza|empieza"
        r"|termina|acaba|vuelve|deja|firma|rechaza"
        r"|acepta|lanzan?|puede|pueden|debe|deben|se|nos|quien|quienes|matan?|hieren?"
        r"|atacan?|bombardean?|detienen?|arrestan?"
        r"|asaltan?|irrumpen?|retiran?|llegan|visitan|reciben?|viajan?|piden?|exigen?"
        r"|quedan?|entran?|salen?|cruzan?|inician?"
        r"|suspenden?|aprueban?|reunen?|derriban?|interceptan?|destruyen?|reanudan?"
        r"|\w{2,}(?:aron|ieron))\b"
    ),
    addressed=re.compile(
        r",? (?:en (?:declaraciones|entrevista|exclusiva) )?(?:a|con|para) (?:la cadena "
        r"|el diario |el canal |la agencia )?"
        r"(?:al[ -]mayad+een|la prensa|los medios|periodistas|telesur|reuters|afp|efe|cnn"
        r"|bbc|rt|hispantv|prensa latina|al[ -](?:jazeera|manar)|sputnik"
        r"|el pais|the guardian|le monde|nbc|cbs|axios|bloomberg)(?: (?:español|espanol|tv))?$"
    ),
    about=re.compile(
        r",? (?:sobre|acerca de|tras|despues de|durante|ante|antes de|en respuesta"
        r"|en reaccion|en declaraciones|al comentar|desde|respecto) .*"
    ),
    citing=re.compile(r",? \b(?:citando|cita|citado por|citada por|via|a traves de|segun)\b.*"),
    statement=re.compile(
        r"['\"“‘«]*(?:(?:[\w-]+ ){0,6}?(?:nosotros|nuestr[oa]s?|nos|debe|deben|jamas|nunca"
        r"|\w{3,}(?:emos|amos|imos))\b"
        r"|no |ningun\w* |cualquier |todas las opciones)"
    ),
    event=re.compile(
        r"(?:[\w-]+ ){0,2}?(?:\d+|un muerto|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
        r"|diez|decenas|cientos|miles|varios|varias"
        r"|explosion(?:es)?|incendios?|enfrentamientos|protestas?|manifestantes"
        r"|manifestacion|marcha|ataques?|bombardeos?|redadas?"
        r"|sirenas|muert\w+|herid\w+|tormenta|inundacion\w*|terremoto|sismo|choque|policia"
        r"|tribunal|disparos|tiroteo"
        r"|toque|artilleria|drones?|aviones|soldados|tropas|colonos|humo|ambulancias"
        r"|martires|votacion|funeral|intens\w+|fuertes?|violent\w+)\b"
    ),
    count=re.compile(
        rf"(?:[\w-]+ ){{0,2}}?(?:\d+|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
        rf"|diez|decenas|cientos|miles|varios)\b(?: [\w-]+){{0,3}}? (?:{_COUNTED})"
    ),
    question=re.compile(
        r"(?:que|como|por que|quien|quienes|cual|cuales|donde|cuando|lo que|todo lo|asi)\b"
    ),
    region=re.compile(
        r"(?:ein|ain|tel|beit|bint|deir|kfar|kafr|wadi|puerto|villa|monte|lago|los|las|la) \S+$"
        r"|(?:el |la )?(?:norte|sur|este|oeste|centro|noreste|noroeste|sureste|suroeste"
        r"|golfo|bahia|costa|cabo|campo|campamento|ciudad|provincia|pueblo|aldea|frontera"
        r"|region|valle|aeropuerto|cruce|isla|mar|estrecho|alrededores|afueras) (?:de|del"
        r"|con) |\S+ (?:ocupad[ao]|central|oriental|occidental|septentrional|meridional)$"
    ),
    abstract=re.compile(
        r"(?:cion|ciones|sion|siones|dad|dades|mientos?|ismos?|ajes?|encias?|ancias?)$"
    ),
    naming=re.compile(
        r"(?:\b(?:nombrado|nombrada|elegido|elegida|ganador|ganadora|designado"
        r"|identificado|candidato|es|son|de|del|la|el|los|las|en|con|y|a|para|objetivo"
        r"|clave|razon|respuesta|culpable|campeon)$)"
    ),
    heralds=re.compile(
        r"(?:nuevo|nueva|proximo|proxima|ganador|ganadora|un|una|dos|tres|solo|unico|el"
        r"|la)\b"
    ),
    to=re.compile(r" a "),
    orders=re.compile(
        r"(?!(?:imagen|examen|orden|plan|volcan|huracan|origen|quien)\b)\w{2,}[ae]n(?:se)? "
    ),
    given_to=table("""
acceso, acoso, adios, adhesion, agradecimiento, agravio, agresion, alza, amenaza, amenazas, apoyo,
asalto, asesinato, asistencia, atencion, ataque, ataques, aumento, ayuda, beca, becas, bono,
bonos, burla, burlas, camino, campaña, carta, cartas, castigo, cerco, condena, condenas, consejos,
critica, criticas, culto, daño, daños, denuncia, denuncias, desafio, despedida, detencion, elogio,
elogios, entrega, entrevista, escolta, exhortacion, freno, golpe, golpes, gracias, himno,
homenaje, homenajes, impuesto, impuestos, indemnizacion, indulto, insulto, insultos, invitacion,
juicio, juicios, llamada, llamado, llamados, llamamiento, memoria, mensaje, mensajes, miedo,
multa, multas, oda, odio, ofensa, orden, ovacion, pago, pagos, persecucion, peticion, premio,
premios, pregunta, preguntas, presion, proteccion, recordatorio, recurso, regalo, regalos,
represion, respaldo, respuesta, reto, robo, robos, rumbo, salario, salarios, saludo, saludos,
sancion, sanciones, solidaridad, subsidio, subsidios, temor, traicion, trato, tributo, tributos,
ultimatum, vacuna, vacunas, veto, viaje, violencia, visita, visitas, vuelta
"""),
    bound=table("""
embajador, embajadora, enviado, enviada, representante, delegado, delegada, delegacion, asesor,
asesora, mision, comite, comision, comisionado, consejo, relator, relatora, experto, experta,
expertos, coordinador, coordinadora, grupo
"""),
    says=frozenset(),
    says_after=table("""
dice, dijo, afirma, afirmó, asegura, aseguró, advierte, advirtió, declara, declaró, sostiene,
sostuvo
"""),
    says_that=table("""
dice, dicen, dijo, dijeron, afirma, afirman, afirmó, advierte, advierten, advirtió, asegura,
aseguran, aseguró, declara, declaró, responde, respondió, anuncia, anunció, denuncia, denunció,
insiste, insistió, reitera, reiteró, subraya, subrayó, sostiene, sostuvo, alerta, alertó, señala,
señaló, explica, explicó, confirma, confirmó, escribe, escribió, informa, informó, expresa,
expresó, promete, prometió, revela, reveló, comenta, comentó, reporta, reportó, niega, negó,
considera, consideró
"""),
    that=table("que"),
    according=table("según, de acuerdo con"),
    no_speaker=table("""
nadie, ninguno, todos, todo, alguien, algunos, muchos, varios, unos, otros, uno, se, no, nada,
como, si, cuando, mientras, después, antes, porque, aunque, donde, cómo, quién, pero, y, o,
entonces, ahora, aquí, solo, carta, documento, documentos, texto, encuesta, estudio, sondeo,
informe, informes, ley, tratado, acuerdo, proyecto, datos, cifras, rumor, rumores, leyenda, libro,
artículo, video, mensaje, nota, en, por, de, con, a, para
"""),
    head_first=True,
    small=table("al, el, bin, ibn, abu, de, del, da, la, las, los, van, von, ben, y, e"),
)
