from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.views.decorators.http import require_POST

GREETING = "<p>Welcome, {{ name }}, for the {{ visit }}. time!</p>"


def welcome(request):
    return JsonResponse({"message": "please sign", "host": request.get_host()})


def greet(request, name):
    template = engines["django"].from_string(GREETING)
    return HttpResponse(template.render({"name": name, "visit": request.GET.get("visit", "1")}))


@require_POST
def sign(request):
    return JsonResponse({"signed": request.POST["name"], "bytes": len(request.body)}, status=201)
