"""«Классификаторы и интерфейсы» in «Настройки»."""

from django.urls import path

from mcu.exchange.views import books

app_name = "exchange"

urlpatterns = [
    path("settings/books/", books.books, name="books"),
    path("settings/books/<slug:code>/", books.book, name="book"),
    path("settings/books/<slug:code>.<slug:form>", books.export, name="export"),
    path("settings/tokens/<int:pk>/revoke/", books.revoke, name="revoke-token"),
]
