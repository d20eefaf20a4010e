"""The names of months and weekdays in the languages of the lists that were met, lower case."""

from __future__ import annotations

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv januar enero ene gennaio gen janeiro",
            "feb february fevrier fevr fév février februar febrero febbraio fevereiro fev",
            "mar march mars märz marz maerz marzo março",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio maio mei mag",
            "jun june juin juni junio giugno giu junho",
            "jul july juillet juil juli julio luglio lug julho",
            "aug august aout août agosto ago augustus",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october octobre oktober okt octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december decembre déc décembre dezember dez diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi lun montag lunes",
            "tuesday tue tues mardi dienstag martes",
            "wednesday wed mercredi mittwoch miercoles miércoles",
            "thursday thu thur thurs jeudi donnerstag jueves",
            "friday fri vendredi freitag viernes",
            "saturday sat samedi samstag sabado sábado",
            "sunday sun dimanche sonntag domingo",
        )
    )
    for name in names.split()
}
