"""What the journal says of ratings: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "ratings.method": "изменены настройки рейтинга",
    "ratings.freeze": "зафиксирован рейтинг за {since} – {until}",
    "ratings.export": "выгружен рейтинг за {since} – {until}",
    "ratings.comment": "комментарий органа к рейтингу",
    "ratings.accept": "предложенный приоритет принят: «{title}»",
    "aims.freeze": "зафиксирован базовый период целей: {since} – {until}",
    "aims.target": "задана цель «{name}»",
    "ratings.refuse": "предложенный приоритет отклонён: «{title}»",
}
