from django.urls import path

from guestbook import views

urlpatterns = [
    path("", views.welcome),
    path("guests/<str:name>/", views.greet),
    path("sign", views.sign),
]
