SECRET_KEY = "not a secret: nothing here is signed"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "guestbook.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
INSTALLED_APPS = []
WSGI_APPLICATION = "guestbook.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {})]},
    }
]
