"""What practitioners write above the columns of their lists, in the languages that were met, by column of ours."""

from __future__ import annotations

# Compared without case, accents, punctuation and a plural s at the end of a word.
HEADING_WORDS = {
    "number": (
        "no, nr, num, number, numero, id, ref, reference, inject number, inject no, inj no, inject id, msel "
        "number, msel no, event no, event number, event id, control number, seq no, sequence number, source "
        "reference, sourcereference, serial, serial no, custom id, laufende nummer, lfd nr, nummer, 序号, 编号, "
        "番号, رقم, מספר"
    ),
    "date": "date, day date, day, scenario day, exercise day, datum, fecha, data, jour, tag, 日期, 日付, تاريخ, תאריך",
    "scenario_time": (
        "scenario time, simulated time, story time, local time, designated scenario time, time, event time, "
        "inject time, horaire, heure, uhrzeit, zeit, hora, ora, orario, tijd, inject dtg, dtg, date time, "
        "datetime, date heure, datum uhrzeit, fecha hora, time offset, offset, minute, minutes, release at "
        "minutes, t plus, depends duration, 时间, 時刻, 時間, الوقت, שעה"
    ),
    "delivery_time": (
        "delivery time, planned time, real time, scheduled time, scheduledtime, date time delivered, wall "
        "time, planned delivery time, heure reelle, heure prevue"
    ),
    "phase": "phase, exercise phase, move, group, module, act, etappe, fase",
    "event_type": (
        "type, event type, inject type, type of inject, category, kategorie, categorie, type of scenario, "
        "art, tipo, 类型, 種類, نوع, סוג"
    ),
    "status": "status, state, statut, etat, estado, stato, 状态, الحالة",
    "title": (
        "title, subject, inject title, event title, name, headline, titre, objet, sujet, titel, betreff, "
        "titulo, asunto, titolo, oggetto, assunto, 标题, 件名, عنوان, כותרת"
    ),
    "channel": (
        "channel, inject mode, inject method, method, mode, delivery method, deliverymethod, delivery, "
        "modality, means, medium, canal, canal de diffusion, moyen, kanal, weg, mezzo, 渠道, 方法, القناة, ערוץ"
    ),
    "from": (
        "from, sent from, send from, send from simulated, sender, source, originator, from org, emetteur, "
        "expediteur, de, von, absender, remitente, mittente, remetente, van, afzender, 发件人, 送信者, من, מאת"
    ),
    "to": (
        "to, send to, sent to, send to recipient players, recipient, target, target teams, player, players, "
        "receptor, audience, to org, destinataire, a, an, empfanger, destinatario, para, ontvanger, 收件人, 宛先, "
        "إلى, אל"
    ),
    "injected_by": (
        "injected by, injected by responsible controller, controller, responsible controller, "
        "responsiblecontroller, implementer, inject implementer, inject poc, assigned to, animateur, injecte "
        "par, steuerung"
    ),
    "message": (
        "message, description, event description, description script, script, stimuli, stimulus, content, "
        "text, event summary, inject, details, event, body, contenu, texte, nachricht, inhalt, beschreibung, "
        "mensaje, descripcion, contenido, messaggio, testo, descrizione, mensagem, bericht, 内容, 消息, メッセージ, "
        "الرسالة, הודעה"
    ),
    "expected_action": (
        "expected action, expectedaction, expected outcome, expectedoutcome, expected response, expected "
        "participant response, expected reaction to inject, expected reaction, expected player action, "
        "expected result, reaction attendue, action attendue, reponse attendue, erwartete reaktion, erwartete "
        "massnahme, accion esperada, respuesta esperada, reaccion esperada, azione attesa, reazione attesa, "
        "acao esperada"
    ),
    "deliverable": "deliverable, livrable, ergebnis, entregable, attachment to deliver",
    "objective": (
        "objective, exercise objective, learning point, learning objective, objectif, ziel, objetivo, "
        "obiettivo, 1st objective supported ujtl metl cfetp, 2nd objective supported ujtl metl cfetp"
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
        "notes, note, notes remarks, remarks, comments, comment, comments notes, questions comments, "
        "questions notes, commentaire, remarque, background information, hrf, bemerkung, anmerkung, "
        "observaciones, notas, measure of performance, 备注, 備考, ملاحظات, הערות"
    ),
    "fired_wall": "fired wall, actual dtg, actual time",
    "actual_response": (
        "actual response, implementer actual narrative, implementer narrative, actual narrative, narrative, "
        "actual action, reaction observee"
    ),
    "rating": "rating",
    "observer_comment": "observer comment, evaluator comment",
    "fired_scenario": "fired scenario",
    "fired_by": "fired by",
    "response_minutes": "response minutes",
}
