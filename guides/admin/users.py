"""The people who may enter the desk, with the form that Django has for them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from guides.admin.own_guide import NoWindows

admin.site.unregister(User)


@admin.register(User)
class DeskUserAdmin(NoWindows, UserAdmin):
    """Groups are made at their own page, and not in a window."""
