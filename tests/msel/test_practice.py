"""What practitioners write around the plain case: spans, about when, brackets in headings, titles, legends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest

from sim.msel import describe_reading, read_msel
from sim.msel.headings import field_of
from sim.msel.loose import ABOUT, SPAN
from sim.msel.times import parse_time

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("cell", "minutes", "told"),
    [
        ("09h40-09h45", 580, SPAN),
        ("09:40 - 09:45", 580, SPAN),
        ("09:40\u201309:45", 580, SPAN),
        ("0940-0945", 580, SPAN),
        ("de 9h40 à 9h45", 580, SPAN),
        ("von 9 bis 10 Uhr", 540, SPAN),
        ("T+10 - T+15", 10, SPAN),
        ("vers 10h", 600, ABOUT),
        ("ca. 10:30", 630, ABOUT),
        ("gegen 10 Uhr", 600, ABOUT),
        ("~10:15", 615, ABOUT),
        ("around 10h", 600, ABOUT),
        ("hacia las 10:00", 600, ABOUT),
        ("10:30 (approx.)", 630, ABOUT),
        ("env. 10h30 - 10h45", 630, SPAN),
    ],
)
def test_spans_and_about_when(cell: str, minutes: float, told: str) -> None:
    """Of a span the first time counts, about ten is ten; what must be told of it goes with the time."""
    stamp = parse_time(cell)

    assert stamp is not None
    assert (stamp.minutes, stamp.loose) == (minutes, told)


@pytest.mark.parametrize("cell", ["10:00 - later", "12-13", "around 10", "24:30-25:00", "2026-02-30", "from noon"])
def test_what_is_no_span(cell: str) -> None:
    """Two figures are no times, and a half of a span that cannot be read makes none."""
    assert parse_time(cell) is None


def test_a_span_is_told_and_kept(sheet: Write) -> None:
    """The list says more than the minutes do: the repair is told once, and the words stand in the notes of the row."""
    text = "No,Date,Time,Message,Notes\n1,2026-03-03,09:40-09:45,a,n\n2,,vers 10h,b,\n3,,10:30,c,\n"

    reading = read_msel(sheet(text))

    assert [row.scenario_time for row in reading.rows] == [0, 20, 50]
    assert [row.notes for row in reading.rows] == [
        "n\ntime in the list: 2026-03-03 09:40-09:45",
        "time in the list: vers 10h",
        "",
    ]
    assert [str(repair) for repair in reading.repairs[:2]] == [f"list.csv, row 2: {SPAN}", f"list.csv, row 3: {ABOUT}"]


FRENCH = "Nº;Heure;Émetteur simulé;Destinataire(s);Contenu de l'inject;Attendu(s);Vecteur;Obs."
GERMAN = "Lfd. Nr.;Uhrzeit (Soll);Von;An (Rolle);Einlage / Text;Erwartetes Verhalten;Mittel;Bemerkungen"
SPANISH = "N°;Hora;De;Para;Mensaje;Respuesta esperada;Medio;Observaciones"
ITALIAN = "N.;Ora;Da;A;Messaggio;Risposta attesa;Mezzo;Osservazioni"
DUTCH = "Nr.;Tijd;Van;Aan;Bericht;Verwachte reactie;Middel;Opmerkingen"


@pytest.mark.parametrize("headings", [FRENCH, GERMAN, SPANISH, ITALIAN, DUTCH])
def test_headings_in_ordinary_use(sheet: Write, headings: str) -> None:
    """Brackets, plurals and strokes do not hide what a column is, in five languages."""
    reading = read_msel(sheet(f"{headings}\n1;09:00;a;b;c;d;e;f\n"))

    assert [column for _, column in reading.mapping] == [
        "number", "scenario_time", "from", "to", "message", "expected_action", "channel", "notes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Réaction(s) attendue(s)", "expected_action"),
        ("Erwartete Reaktion", "expected_action"),
        ("Réaction attendue", "expected_action"),
        ("Zeit", "scenario_time"),
        ("Uhrzeit (Ist)", "fired_wall"),
        ("Lage", "message"),
        ("Moyen", "channel"),
        ("Canal", "channel"),
        ("Empfänger:innen", "to"),
        ("Empfänger/in", "to"),
        ("Heure de l'inject", "scenario_time"),
        ("Émetteur(s) / rôle joué", "from"),
        ("Von / An", None),
        ("From/To", None),
        ("Storyline/thread", None),
        ("Room (Floor)", None),
    ],
)
def test_one_heading(heading: str, column: str | None) -> None:
    """A heading that names two columns of ours is none of them; an idle word or ending does not count."""
    assert field_of(heading) == column


def test_numbers_under_time_in_minutes(sheet: Write) -> None:
    """A unit in brackets says what bare numbers are."""
    reading = read_msel(sheet("No,Time (min),Message\n1,5,a\n2,20,b\n"))

    assert [row.scenario_time for row in reading.rows] == [5, 20]


def test_a_missing_message_is_said_first(sheet: Write) -> None:
    """Where no column is the message or the time, the text begins with that, and with the headings to choose from."""
    reading = read_msel(sheet("No,To,Wording,Moment of it\n1,a,b,c\n"))

    words = describe_reading(reading).splitlines()

    assert words[:5] == [
        "no column was taken for the message: name it with --map 'HEADING=message'; headings that were kept",
        "        as extra: 'Wording', 'Moment of it'",
        "no column was taken for the times: name it with --map 'HEADING=scenario_time'; headings that were",
        "        kept as extra: 'Wording', 'Moment of it'",
        "",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Exercice EAU BRUNE - 12 mars 2026 - version 2",
        "EAU BRUNE, 12.03.2026",
        "Eau brune: March 12, 2026",
        "EAU BRUNE 2026-03-12",
        "EAU BRUNE, 12-13 mars 2026",
        "Ejercicio del 12 de marzo de 2026",
        "Übung Braunes Wasser, 12. März 2026",
    ],
)
def test_the_title_gives_the_day(sheet: Write, title: str) -> None:
    """A date above the headings is the day of the start, which is told, and the title is kept."""
    above = f'Version 3,02.01.2026,\n"{title}",,\n\n'

    reading = read_msel(sheet(f"{above}No,Time,Message\n1,09:30,a\n2,10:00,b\n"))

    assert (reading.title, reading.start) == (title, "2026-03-12 09:30")
    assert [row.scenario_time for row in reading.rows] == [0, 30]
    assert reading.repairs[-1].text == "the day of the start, 2026-03-12, stands in the title above the headings"


def test_a_day_in_a_cell_of_its_own(workbook: Write) -> None:
    """A date cell counts as well, and is not the title; a start that is named counts before it."""
    rows = [[datetime(2026, 3, 12)], ["EAU BRUNE", 3], ["No", "Time", "Message"], [1, time(9), "a"]]
    path = workbook({"S": rows})

    assert (read_msel(path).title, read_msel(path).start) == ("EAU BRUNE", "2026-03-12 09:00")
    assert read_msel(path, start="08:30").start == "2026-03-12 08:30"
    assert read_msel(path, start="2026-04-01 08:30").start == "2026-04-01 08:30"


def test_dates_of_the_rows_count_before_the_title(sheet: Write) -> None:
    """A title does not move a list that says its days itself; a date without a year takes the title's."""
    whole = read_msel(sheet("Plan of 12 March 2026,,\nNo,Time,Message\n1,2026-03-13 09:30,a\n"))
    yearless = read_msel(sheet("Plan of 12 March 2026,,,\nNo,Date,Time,Message\n1,13 March,09:30,a\n"))

    assert (whole.start, yearless.start) == ("2026-03-13 09:30", "2026-03-13 09:30")


@pytest.mark.parametrize("legend", ["Légende: rouge = urgent", "Legend", "* not for players", "NB: call first"])
def test_a_legend_is_a_row_and_no_event(sheet: Write, legend: str) -> None:
    """What explains the table below it is kept as an admin row, and so are single cells that follow."""
    text = f"No,Time,Message\n1,09:00,a\n,,* a lone note above is an inject\n2,09:10,b\n{legend},,\nred = urgent,,\n"

    reading = read_msel(sheet(text))

    assert [(row.event_type, row.message, row.status) for row in reading.rows[1:]] == [
        ("inject", "* a lone note above is an inject", "held"),
        ("inject", "b", "ready"),
        ("admin", legend, "held"),
        ("admin", "red = urgent", "held"),
    ]
    assert [row.number for row in reading.rows] == ["1", "r3", "2", "r5", "r6"]
    assert "a legend below the table is no event; it was taken as 'admin'" in [r.text for r in reading.repairs]
