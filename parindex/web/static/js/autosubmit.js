// A filter is applied as soon as a choice is made. Text waits for Enter or the button. Mark: <form data-autosubmit>.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
}
