"""What practitioners write above the columns of their lists, in the languages that were met, by column of ours."""

from __future__ import annotations

# Compared without case, accents, punctuation and a plural s at the end of a word.
HEADING_WORDS = {
    "number": (
        "no, nr, num, number, numero, id, ref, reference, inject number, inject no, inj no, inject id, msel number, "
        "msel no, event no, event number, event id, control number, seq no, sequence number, source reference, "
        "sourcereference, serial, serial no, custom id, laufende nummer, lfd nr, nummer, 序号, 编号, 番号, رقم, "
        "מספר, n, nro, lfd nummer, lfdnr, laufnummer, einlage nr, einlage no, einlagen nr, einlagen no, "
        "einlagennummer, no inject, num inject, numero inject, no evenement, no ordre, numero ordre, numero de "
        "orden, no orden, no evento, numero evento, numero progressivo, n progressivo, no progressivo, progressivo, "
        "volgnummer, volgnr"
    ),
    "date": (
        "date, day date, day, scenario day, exercise day, datum, fecha, data, jour, tag, 日期, 日付, تاريخ, תאריך, "
        "giorno, dia, dag"
    ),
    "scenario_time": (
        "scenario time, simulated time, story time, local time, designated scenario time, time, event time, inject "
        "time, horaire, heure, uhrzeit, zeit, hora, ora, orario, tijd, inject dtg, dtg, date time, datetime, date "
        "heure, datum uhrzeit, fecha hora, time offset, offset, minute, minutes, release at minutes, t plus, "
        "depends duration, 时间, 時刻, 時間, الوقت, שעה, uhrzeit soll, zeit soll, sollzeit, zeitpunkt, heure "
        "fictive, heure scenario, heure exercice, heure injection, heure inject, moment, hora simulada, hora "
        "ficticia, hora ejercicio, hora inyecto, ora simulata, ora esercizio, orario simulato, tijdstip, oefentijd, "
        "scenariotijd, timing"
    ),
    "delivery_time": (
        "delivery time, planned time, real time, scheduled time, scheduledtime, date time delivered, wall time, "
        "planned delivery time, heure reelle, heure prevue, hora real, hora prevista, ora reale, ora prevista, "
        "geplante zeit, geplante uhrzeit"
    ),
    "phase": (
        "phase, exercise phase, move, group, module, act, etappe, fase, etape, abschnitt, fase del ejercicio, fase "
        "esercizio, blocco, bloque, blok"
    ),
    "event_type": (
        "type, event type, inject type, type of inject, category, kategorie, categorie, type of scenario, art, "
        "tipo, 类型, 種類, نوع, סוג, type inject, type evenement, type injection, nature, einlageart, einlagentyp, "
        "einlagenart, art der einlage, tipo evento, tipo inyecto, soort"
    ),
    "status": "status, state, statut, etat, estado, stato, 状态, الحالة, stand, estatus",
    "title": (
        "title, subject, inject title, event title, name, headline, titre, objet, sujet, titel, betreff, titulo, "
        "asunto, titolo, oggetto, assunto, 标题, 件名, عنوان, כותרת, intitule, titre inject, bezeichnung, "
        "stichwort, kurztitel, thema, tema, onderwerp"
    ),
    "channel": (
        "channel, inject mode, inject method, method, mode, delivery method, deliverymethod, delivery, modality, "
        "means, medium, canal, canal de diffusion, moyen, kanal, weg, mezzo, 渠道, 方法, القناة, ערוץ, vecteur, "
        "vecteur de diffusion, mode de diffusion, mode envoi, moyen de diffusion, moyen de communication, support, "
        "media, via, ubermittlung, ubermittlungsweg, ubertragungsweg, kommunikationsweg, kommunikationsmittel, "
        "mittel, medio, medio de comunicacion, via de comunicacion, canale, mezzo di comunicazione, modalita, "
        "kanaal, middel, communicatiemiddel, wijze"
    ),
    "from": (
        "from, sent from, send from, send from simulated, sender, source, originator, from org, emetteur, "
        "expediteur, de, von, absender, remitente, mittente, remetente, van, afzender, 发件人, 送信者, من, מאת, "
        "emis par, envoye par, origine, provenance, gesendet von, simulierter absender, emisor, origen, da, "
        "emittente, bron, zender"
    ),
    "to": (
        "to, send to, sent to, send to recipient players, recipient, target, target teams, player, players, "
        "receptor, audience, to org, destinataire, a, an, empfanger, destinatario, para, ontvanger, 收件人, 宛先, "
        "إلى, אל, recepteur, cible, joueur, a destination de, adressat, zielgruppe, spieler, destino, jugador, "
        "destinatari, ricevente, giocatore, aan, naar, bestemmeling, speler"
    ),
    "injected_by": (
        "injected by, injected by responsible controller, controller, responsible controller, "
        "responsiblecontroller, implementer, inject implementer, inject poc, assigned to, animateur, injecte par, "
        "steuerung, injecteur, responsable, eingespielt von, spielleitung, ubungsleitung, regie, verantwortlich, "
        "inyectado por, controlador, immesso da, controllore, ingebracht door, oefenleiding, verantwoordelijke"
    ),
    "message": (
        "message, description, event description, description script, script, stimuli, stimulus, content, text, "
        "event summary, inject, details, event, body, contenu, texte, nachricht, inhalt, beschreibung, mensaje, "
        "descripcion, contenido, messaggio, testo, descrizione, mensagem, bericht, 内容, 消息, メッセージ, الرسالة, "
        "הודעה, contenu inject, contenu message, texte inject, texte message, libelle, evenement, description "
        "evenement, situation, einlage, einlagetext, einlagentext, text der einlage, inhalt der einlage, lage, "
        "lagemeldung, ereignis, meldung, sachverhalt, inyecto, evento, suceso, incidente, texto, contenuto, "
        "descrizione evento, inhoud, tekst, omschrijving, gebeurtenis, boodschap"
    ),
    "expected_action": (
        "expected action, expectedaction, expected outcome, expectedoutcome, expected response, expected "
        "participant response, expected reaction to inject, expected reaction, expected player action, expected "
        "result, reaction attendue, action attendue, reponse attendue, erwartete reaktion, erwartete massnahme, "
        "accion esperada, respuesta esperada, reaccion esperada, azione attesa, reazione attesa, acao esperada, "
        "attendu, comportement attendu, resultat attendu, effet attendu, mesure attendue, erwartetes verhalten, "
        "erwartete aktion, erwartete handlung, erwartetes ergebnis, erwartung, sollreaktion, soll reaktion, "
        "sollverhalten, resultado esperado, conducta esperada, actuacion esperada, comportamiento esperado, "
        "risposta attesa, comportamento atteso, risultato atteso, reazione prevista, verwachte reactie, verwachte "
        "actie, verwachte respons, verwacht gedrag, verwacht resultaat, verwachting"
    ),
    "deliverable": "deliverable, livrable, ergebnis, entregable, attachment to deliver",
    "objective": (
        "objective, exercise objective, learning point, learning objective, objectif, ziel, objetivo, obiettivo, "
        "1st objective supported ujtl metl cfetp, 2nd objective supported ujtl metl cfetp, objectif pedagogique, "
        "ubungsziel, lernziel, objetivo del ejercicio, obiettivo esercizio, doel, oefendoel, leerdoel"
    ),
    "capability": "capability, core capability, capacite, fahigkeit, capacidad",
    "critical_task": "critical task, task, tache critique",
    "target_minutes": "target minutes, target time, measure of performance minutes",
    "trigger": "trigger, trigger type, triggertype, declencheur, ausloser, disparador",
    "condition": "condition, assumption, prerequisite, condicion, voraussetzung",
    "options": "options, option, poll, choices, answers, choix, optionen, opciones",
    "timeout_min": "timeout min, timeout, time limit, timelimit minutes",
    "default_option": "default option, default, par defaut",
    "notes": (
        "notes, note, notes remarks, remarks, comments, comment, comments notes, questions comments, questions "
        "notes, commentaire, remarque, background information, hrf, bemerkung, anmerkung, observaciones, notas, "
        "measure of performance, 备注, 備考, ملاحظات, הערות, obs, observation, bemerkungen, anmerkungen, hinweis, "
        "hinweise, kommentar, kommentare, notiz, notizen, observacion, comentario, nota, osservazione, "
        "osservazioni, commento, commenti, annotazione, annotazioni, opmerking, opmerkingen, toelichting"
    ),
    "fired_wall": "fired wall, actual dtg, actual time, uhrzeit ist, zeit ist, istzeit, heure effective",
    "actual_response": (
        "actual response, implementer actual narrative, implementer narrative, actual narrative, narrative, actual "
        "action, reaction observee"
    ),
    "rating": "rating",
    "observer_comment": "observer comment, evaluator comment",
    "fired_scenario": "fired scenario",
    "fired_by": "fired by",
    "response_minutes": "response minutes",
}
