"""The filled example of the template: a small set that uses every kind of rule once."""

from __future__ import annotations

from typing import Any

from parindex.engine.numbers import Language


def sample_set(lang: Language) -> dict[str, Any]:
    """An illustrative set in the exchange form, in the language of the template."""

    def say(vi: str, en: str) -> str:
        return vi if lang == "vi" else en

    def leaf(code: str, title: str, points: str, rule: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"code": code, "title": title, "max_points": points, "source": "unit", "not_arising": "exclude",
                "evidence_required": False, "rule": rule} | more  # fmt: skip

    def figure(name: str, title: str, unit: str = "", kind: str = "") -> dict[str, Any]:
        return {"name": name, "title": title} | {k: v for k, v in (("unit", unit), ("type", kind)) if v}

    # Names of figures and codes of levels, without diacritics, as whoever reads the template would call them.
    completed, planned = say("hoan_thanh", "completed"), say("ke_hoach", "planned")
    late_report, no_report = say("gui_cham", "late"), say("khong_gui", "missing")
    plan_issued, two_forms = say("co_ke_hoach", "plan_issued"), say("hai_hinh_thuc", "two_forms")
    ideas, online, files = say("sang_kien", "ideas"), say("truc_tuyen", "online"), say("tong_so", "files")
    digitised, due = say("da_so_hoa", "digitised"), say("phai_so_hoa", "due")
    tasks, in_time, late = say("duoc_giao", "tasks"), say("dung_han", "in_time"), say("qua_han", "late")
    attitude, clarity = say("thai_do", "attitude"), say("huong_dan", "clarity")
    idea, report, case = say("sáng kiến", "idea"), say("báo cáo", "report"), say("trường hợp", "case")
    task, file, question = say("nhiệm vụ", "task"), say("hồ sơ", "file"), say("câu hỏi", "question")
    steering = [
        leaf(
            "1.1", say("Ban hành kế hoạch cải cách hành chính năm", "Yearly reform plan issued"), "1",
            {"kind": "choice", "options": [
                {"code": say("kip_thoi", "in_time"), "title": say("Ban hành kịp thời", "Issued in time"),
                 "points": "1"},
                {"code": say("cham", "late"), "title": say("Ban hành chậm", "Issued late"), "share": "0.5"},
                {"code": say("khong", "none"), "title": say("Không ban hành", "Not issued"), "points": "0"}]},
            evidence=say("Kế hoạch CCHC năm", "The plan"), evidence_required=True, not_arising="zero",
            inputs=[figure("choice", say("Tình hình ban hành kế hoạch", "State of the plan"))],
        ),
        leaf(
            "1.2", say("Mức độ hoàn thành kế hoạch", "Tasks of the plan completed"), "2",
            {"kind": "steps", "quantity": {"ratio": [completed, planned]}, "steps": [
                {"above": "0.9", "points": "2"}, {"from": "0.7", "to": "0.9", "points": "1"},
                {"below": "0.7", "points": "0"}]},
            evidence=say("Báo cáo kết quả thực hiện kế hoạch", "Report on the plan"), evidence_required=True,
            guidance=say("Chỉ tính nhiệm vụ có thời hạn hoàn thành trong kỳ đánh giá.",
                         "Only tasks that were due in the period count."),
            inputs=[figure(completed, say("Số nhiệm vụ đã hoàn thành", "Tasks completed"), task),
                    figure(planned, say("Số nhiệm vụ đề ra", "Tasks planned"), task)],
        ),
        leaf(
            "1.3", say("Chế độ báo cáo định kỳ", "Periodic reports"), "1",
            {"kind": "deduct", "items": [
                {"count": late_report, "points": "0.25"}, {"count": no_report, "share": "0.5"}]},
            inputs=[figure(late_report, say("Số báo cáo gửi chậm", "Reports sent late"), report),
                    figure(no_report, say("Số báo cáo không gửi", "Reports not sent"), report)],
        ),
        leaf(
            "1.4", say("Tuyên truyền cải cách hành chính", "Communication"), "1",
            {"kind": "all_of", "conditions": [plan_issued, two_forms], "else": "0.25"},
            inputs=[figure(plan_issued, say("Có kế hoạch tuyên truyền", "A plan was issued")),
                    figure(two_forms, say("Tuyên truyền bằng ít nhất hai hình thức", "At least two forms"))],
        ),
        leaf(
            "1.5", say("Sáng kiến, cách làm mới", "New ideas"), "1.5",
            {"kind": "per_item", "count": ideas, "points": "0.5"},
            evidence=say("Quyết định công nhận", "Decision that recognises it"), evidence_required=True,
            inputs=[figure(ideas, say("Số sáng kiến được công nhận", "Ideas recognised"), idea)], not_arising="zero",
        ),
    ]  # fmt: skip
    procedures = [
        leaf(
            "2.1", say("Hồ sơ nộp trực tuyến", "Files handed in online"), "2",
            {"kind": "linear", "quantity": {"ratio": [online, files]},
             "from": {"at": "0.3", "points": "0"}, "to": {"at": "0.8", "points": "2"}},
            source="register", appraised_by="STTTT",
            inputs=[figure(online, say("Số hồ sơ nộp trực tuyến", "Files handed in online"), file),
                    figure(files, say("Tổng số hồ sơ tiếp nhận", "All files"), file)],
        ),
        leaf(
            "2.2", say("Số hóa kết quả giải quyết", "Results digitised"), "1",
            {"kind": "proportional", "quantity": {"ratio": [digitised, due]}, "floor": "0.5"},
            inputs=[figure(digitised, say("Số kết quả đã số hóa", "Results digitised"), file),
                    figure(due, say("Số kết quả phải số hóa", "Results to digitise"), file)],
        ),
        leaf(
            "2.3", say("Nhiệm vụ được Chủ tịch UBND tỉnh giao", "Tasks given by the province's chairman"), "2",
            {"kind": "formula", "cases": [
                {"when": f"{tasks} > 0", "points": f"max_points * ({in_time} + {late} / 2) / {tasks}"},
                {"points": "max_points"}]},
            inputs=[figure(tasks, say("Số nhiệm vụ được giao", "Tasks given"), task),
                    figure(in_time, say("Số nhiệm vụ hoàn thành đúng hạn", "Done in time"), task),
                    figure(late, say("Số nhiệm vụ hoàn thành quá hạn", "Done late"), task)],
        ),
        leaf(
            "2.4", say("Chất lượng công khai thủ tục hành chính", "Quality of publication"), "1",
            {"kind": "judgement", "increment": "0.25"}, source="appraiser",
            inputs=[figure("points", say("Điểm do cơ quan thẩm định chấm", "Points given by the appraiser"))],
        ),
        leaf(
            "2.5", say("Thái độ phục vụ của công chức", "Attitude of officials"), "2",
            {"kind": "survey", "questions": [attitude, clarity], "weights": ["0.6", "0.4"]}, source="survey",
            inputs=[figure(attitude, say("Thái độ khi tiếp nhận hồ sơ", "Attitude at the desk"), question),
                    figure(clarity, say("Hướng dẫn rõ ràng, đầy đủ", "Guidance was clear"), question)],
        ),
    ]  # fmt: skip
    classes = [(say("xuat_sac", "excellent"), say("Xuất sắc", "Excellent"), "90"),
               (say("tot", "good"), say("Tốt", "Good"), "80"), (say("kha", "fair"), say("Khá", "Fair"), "65"),
               (say("trung_binh", "average"), say("Trung bình", "Average"), "50")]  # fmt: skip
    return {
        "format": "parindex/criteria-set/1",
        "code": say("VD-2023", "EX-2023"),
        "title": say("Bộ tiêu chí ví dụ", "Example of a criteria set"),
        "tier": "department",
        "year": 2023,
        "decision": {"number": "0000/QĐ-UBND", "on": "2023-10-16"},
        "period": {"from": "2022-12-15", "to": "2023-12-14"},
        "illustration": True,
        "policy": {
            "not_applicable": "own_maximum",
            "without_survey": "convert",
            "places": 2,
            "rounding": "half_up",
            "rank_on": "rounded",
            "ties": "competition",
            "tie_break": ["2", "1"],
            "cap_total": True,
            "bonus_cap": "2",
            "penalty_cap": "2",
            "classes": [{"code": c, "title": t, "from": f, "inclusive": True} for c, t, f in classes]
            + [{"code": say("yeu", "weak"), "title": say("Yếu", "Weak")}],
        },
        "bonus": [{"code": say("T1", "B1"), "title": say("Mô hình được tỉnh cho nhân rộng", "A model for the province"),
                   "points": "1", "cap": "2"}],
        "penalty": [{"code": say("P1", "P1"), "title": say("Phản ánh của báo chí được kết luận là đúng",
                                                          f"A {case} reported by the press and found true"),
                     "points": "1"}],
        "nodes": [
            {"code": "1", "title": say("Công tác chỉ đạo, điều hành", "Steering"), "appraised_by": "SNV",
             "max_points": "6.5", "children": steering},
            {"code": "2", "title": say("Cải cách thủ tục hành chính", "Procedures"), "appraised_by": "VPUB",
             "max_points": "8", "children": procedures},
        ],
    }  # fmt: skip
