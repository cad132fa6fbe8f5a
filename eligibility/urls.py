"""Addresses of eligibility and the registry."""

from django.urls import path

from eligibility.views import imports, paths, people, registry

urlpatterns = [
    path("", paths.paths, name="eligibility"),
    path("people/", people.search, name="eligibility_people"),
]
staff_patterns = [
    path("", registry.listing, name="registry"),
    path("new/", registry.create, name="registry_create"),
    path("import/", imports.upload, name="registry_import"),
    path("import/<int:pk>/", imports.preview, name="registry_import_preview"),
    path("import/<int:pk>/discard/", imports.discard, name="registry_import_discard"),
    path("<str:what>.<str:kind>", imports.download, name="registry_download"),
    path("people/<path:key>/", people.researcher, name="registry_person"),
    path("projects/<str:registry_id>/", registry.project, name="registry_project"),
    path("projects/<str:registry_id>/edit/", registry.edit, name="registry_edit"),
]
