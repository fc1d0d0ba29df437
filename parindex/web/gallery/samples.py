"""What the gallery shows: invented rows for every component."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parindex.web.fields import DayField, FigureField
from parindex.web.gallery.usage import USAGE


class SampleForm(forms.Form):
    name = forms.CharField(label="Tên đơn vị", help_text="Tên đầy đủ theo quyết định thành lập.")
    tier = forms.ChoiceField(
        label="Cấp", choices=[("", "Chọn một cấp"), ("so", "Sở, ban, ngành"), ("xa", "UBND cấp xã")]
    )
    from_on = DayField(label="Hiệu lực từ ngày", required=False)
    points = FigureField(label="Điểm tối đa", max_digits=6, decimal_places=2)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    confirmed = forms.BooleanField(label="Tôi đã kiểm tra số liệu")
    source = forms.ChoiceField(
        label="Nguồn số liệu",
        choices=[("unit", "Đơn vị tự chấm"), ("survey", "Điều tra xã hội học")],
        widget=forms.RadioSelect,
    )
    fields_asked = forms.MultipleChoiceField(
        label="Lĩnh vực",
        required=False,
        choices=[("1", "Chỉ đạo, điều hành"), ("2", "Cải cách thể chế"), ("3", "Cải cách thủ tục hành chính")],
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label="Tệp danh sách", help_text="XLSX hoặc CSV, không quá 20 MB.")


class SampleFilter(forms.Form):
    q = forms.CharField(label="Tìm", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    tier = forms.ChoiceField(
        label="Cấp", required=False, choices=[("", "Tất cả"), ("so", "Sở, ban, ngành"), ("xa", "UBND cấp xã")]
    )


UNITS = [
    ("SNV", "Sở Nội vụ", "Sở, ban, ngành", Decimal("93.755"), "positive", "Đã ban hành"),
    ("STC", "Sở Tài chính", "Sở, ban, ngành", Fraction(2573, 28), "info", "Đang thẩm định"),
    ("BB", "UBND huyện Ba Bể", "UBND cấp huyện", Decimal("78.39"), "warning", "Sắp đến hạn"),
    ("PN", "UBND huyện Pác Nặm", "UBND cấp huyện", Decimal("64"), "danger", "Quá hạn"),
    ("ND", "UBND huyện Ngân Sơn", "UBND cấp huyện", None, "neutral", "Dự thảo"),
]
NODES = [
    (1, "1", "Công tác chỉ đạo, điều hành cải cách hành chính", Decimal("12.5"), ""),
    (2, "1.1", "Kế hoạch cải cách hành chính năm", Decimal("2"), ""),
    (3, "1.1.1", "Ban hành kế hoạch đúng thời hạn", Decimal("0.5"), "Sở Nội vụ"),
    (3, "1.1.2", "Mức độ hoàn thành kế hoạch", Decimal("1.5"), "Sở Nội vụ"),
    (2, "1.2", "Thực hiện nhiệm vụ được UBND tỉnh giao", Decimal("3"), "Văn phòng UBND tỉnh"),
]
CHANGES = [
    ("Mã", "1.1.2", "1.1.2"),
    ("Điểm tối đa", "1,50", "2,00"),
    ("Tài liệu kiểm chứng", "Báo cáo năm", "Báo cáo năm; biểu tổng hợp nhiệm vụ"),
]


VALUES = [Decimal("93.755"), Fraction(2, 3), Decimal("1234567.5"), Decimal("-0.25"), 0, None]

#: Whole pages that are seldom met, by the name of their template.
PAGES = [
    ("confirm", _("Question before something final")),
    ("400", "400"),
    ("403", "403"),
    ("404", "404"),
    ("500", "500"),
    ("csrf", "CSRF"),
]


def gallery_page(request: HttpRequest) -> dict[str, Any]:
    wrong = SampleForm({"name": "", "points": "hai", "tier": "so", "source": "unit"})
    wrong.is_valid()
    return {
        "form": SampleForm(auto_id="free_%s"),
        "wrong": wrong,
        "filter": SampleFilter(request.GET or None, auto_id="filter_%s"),
        "units": UNITS,
        "nodes": NODES,
        "changes": CHANGES,
        "page": Paginator(range(612), 20).get_page(request.GET.get("page", 7)),
        "nothing": Paginator([], 20).get_page(1),
        "moments": _moments(timezone.now()),
        "day": date(2023, 12, 5),
        "values": VALUES,
        "usage": USAGE,
        "pages": PAGES,
        "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }


def _moments(now: datetime) -> list[datetime]:
    return [now, now - timedelta(minutes=12), now + timedelta(hours=26), datetime(2023, 12, 5, 2, 30, tzinfo=UTC)]
