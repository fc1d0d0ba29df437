"""Addresses of the appraisal."""

from django.urls import path

from parindex.web.appraiser import progress, queues, registers, rows, settlement

urlpatterns = [
    path("", queues.overview, name="appraisal"),
    path("settlement/", queues.settlements, name="settlements"),
    path("rounds/<uuid:pk>/", queues.criteria, name="appraisal_round"),
    path("rounds/<uuid:pk>/confirm/", queues.confirm_many, name="appraisal_confirm_many"),
    path("rounds/<uuid:pk>/units/", queues.units, name="appraisal_units"),
    path("rounds/<uuid:pk>/units/<int:unit>/", queues.unit, name="appraisal_unit"),
    path("rounds/<uuid:pk>/leaves/<str:leaf>/", queues.leaf, name="appraisal_leaf"),
    path("rounds/<uuid:pk>/progress/", progress.progress, name="appraisal_progress"),
    path("rounds/<uuid:pk>/settlement/", settlement.open_rows, name="settlement"),
    path("rounds/<uuid:pk>/settlement/sheets/", settlement.sheets, name="settlement_sheets"),
    path("rounds/<uuid:pk>/settlement/settle/", settlement.settle_all, name="settlement_settle"),
    path("sheets/<int:pk>/", settlement.sheet, name="settlement_sheet"),
    path("sheets/<int:pk>/settle/", settlement.settle_sheet, name="settlement_sheet_settle"),
    path("sheets/<int:pk>/reopen/", settlement.reopen, name="settlement_reopen"),
    path("adjustments/<uuid:pk>/withdraw/", settlement.withdraw_adjustment, name="adjustment_withdraw"),
    path("rounds/<uuid:pk>/registers/", registers.registers, name="registers"),
    path("rounds/<uuid:pk>/registers/template.<str:form>/", registers.template, name="registers_template"),
    path("rounds/<uuid:pk>/registers/<uuid:table>/", registers.register, name="register"),
    path("rows/<int:answer>/", rows.row, name="appraisal_row"),
    path("rows/<int:answer>/confirm/", rows.confirm, name="appraisal_confirm"),
    path("rows/<int:answer>/adjust/", rows.adjust, name="appraisal_adjust"),
    path("rows/<int:answer>/send-back/", rows.send_back, name="appraisal_send_back"),
    path("rows/<int:answer>/take-back/", rows.take_back, name="appraisal_take_back"),
    path("rows/<int:answer>/flag/", rows.flag, name="appraisal_flag"),
    path("rows/<int:answer>/unflag/", rows.unflag, name="appraisal_unflag"),
    path("rows/<int:answer>/settle/", settlement.settle_row, name="settle_row"),
]
