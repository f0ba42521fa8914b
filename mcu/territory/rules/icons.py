"""Signs of layers: a word for the choice, an icon for the eye; pure."""

from django.db.models import TextChoices


class Icon(TextChoices):
    PIN = "map-pin", "точка"
    LAMP = "lightbulb", "фонарь"
    STOP = "bus", "остановка"
    CONTAINER = "trash-2", "контейнер"
    RECYCLE = "recycle", "раздельный сбор"
    SCHOOL = "school", "школа"
    KINDERGARTEN = "baby", "детский сад, площадка"
    HOSPITAL = "hospital", "больница"
    SPORT = "dumbbell", "спорт"
    TREE = "trees", "зелень"
    ROAD = "traffic-cone", "дорога"
    SIGN = "signpost", "знак"
    HYDRANT = "fire-extinguisher", "гидрант"
    WATER = "droplets", "колонка, колодец"
    HOUSE = "building-2", "здание"
    SHOP = "store", "магазин, рынок"
    CAMERA = "cctv", "камера"
    WORKS = "construction", "стройка, ремонт"
