"""How each component is written: what the gallery shows below it."""

USAGE: dict[str, str] = {
    "page_header": """\
{% page_header _("Criteria sets") lead=_("…") kicker=_("Office") %}
  <a class="button primary" href="…">{% icon "add" %}{% translate "New" %}</a>
{% endpage_header %}
{% tabs _("Parts") %}{% tab url _("Tree") 48 %}{% tab other _("Versions") %}{% endtabs %}""",
    "button": """\
<div class="button-row">
  <button class="button primary">…</button> <button class="button">…</button>
  <button class="button danger">…</button> <a class="button quiet" href="…">…</a>
</div>""",
    "notice": """\
{% badge version.get_state_display "positive" %}
{% notice "warning" _("Three days left") %}<p>…</p>{% endnotice %}""",
    "facts": """\
{% card _("Decision") %}
  <dl class="facts"><dt>…</dt><dd>{% day decision.on %}</dd></dl>
{% endcard %}""",
    "moment": "{% moment event.at %}  {% day grant.to_on %}",
    "points": '<td class="number">{{ row.points|points }}</td>  {{ row.index|points:3 }}',
    "progress": '{% progress done total _("Marked") %}\n{% stepper 2 _("Upload") _("Check") _("Apply") %}',
    "tasks": """\
<ul class="tasks"><li class="warning">
  <span class="task-sign">{% icon "edit" %}</span><a href="…">…</a><span class="task-detail">…</span>
</li></ul>""",
    "table": """\
{% filter_bar clear=url %}{% field filter.q %}{% endfilter_bar %}
<div class="table-wrap" tabindex="0" role="region" aria-label="…"><table class="table stacked">
  <thead><tr>{% sort_header "name" _("Name") %}{% sort_header "points" _("Points") "number" %}</tr></thead>
  <tbody><tr><th scope="row">…</th><td class="number" data-label="…">…</td></tr></tbody>
</table></div>
<div class="list-foot">{% export_links %}{% paging page %}</div>""",
    "empty": '{% empty _("No set yet") %}<p>…</p><a class="button primary" href="…">…</a>{% endempty %}',
    "tree": """\
<tr data-level="2"><td>1.1</td><td class="tree-cell">…</td></tr>
<ul class="tree"><li><a aria-current="page"><span class="code">1.1</span> …</a><ul>…</ul></li></ul>""",
    "comparison": '{% comparison rows before=_("Version 1") after=_("Version 2") caption=_("…") %}',
    "form": """\
<form class="form" method="post" novalidate data-guard>{% csrf_token %}
  {% form_errors form %}
  {% field form.name %} {% field form.points hint=_("…") hx_post=url %}
  <div class="form-actions"><button class="button primary">…</button></div>
</form>""",
    "more": '{% more _("How it is computed") %}<p>…</p>{% endmore %}  {% fingerprint version.sha256 %}',
}
