'use strict';
(() => {
  const form = document.getElementById('filters');
  if (!form) return;
  const findings = [...document.querySelectorAll('article')];
  const texts = findings.map((each) => each.textContent.toLowerCase());
  const boxes = [...form.querySelectorAll('[name=severity]')];
  const fields = form.elements;
  let kept = findings;

  function shows(finding, at) {
    const { severity, category, file, confidence, kind } = finding.dataset;
    const words = fields.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    return (
      boxes.some((box) => box.checked && box.value === severity) &&
      (!fields.category.value || fields.category.value === category) &&
      (!fields.file.value || fields.file.value === file) &&
      Number(confidence) >= Number(fields.confidence.value) &&
      words.every((word) => texts[at].includes(word) || kind === word)
    );
  }

  function apply() {
    kept = findings.filter((finding, at) => {
      finding.hidden = !shows(finding, at);
      return !finding.hidden;
    });
    fields.least.value = `${fields.confidence.value}%`;
    form.querySelector('.shown').textContent =
      kept.length === findings.length
        ? `${findings.length} shown`
        : `${kept.length} of ${findings.length} shown`;
    document.getElementById('none').hidden = kept.length > 0;
  }

  function remember() {
    const state = new URLSearchParams();
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    if (checked.length < boxes.length) state.set('severity', checked.join(','));
    for (const name of ['category', 'file', 'text'])
      if (fields[name].value) state.set(name, fields[name].value);
    if (Number(fields.confidence.value)) state.set('confidence', fields.confidence.value);
    history.replaceState(null, '', `#${state}`);
  }

  function recall() {
    const hash = location.hash.slice(1);
    if (hash === 'findings' || hash.startsWith('finding-')) return;
    const state = new URLSearchParams(hash);
    if (state.has('severity')) {
      const wanted = state.get('severity').split(',');
      for (const box of boxes) box.checked = wanted.includes(box.value);
    }
    for (const name of ['category', 'file', 'text', 'confidence'])
      if (state.has(name)) fields[name].value = state.get(name);
  }

  function go(step) {
    const at = kept.indexOf(document.activeElement?.closest('article'));
    const next = kept[at < 0 ? (step > 0 ? 0 : kept.length - 1) : at + step];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'start' });
  }

  form.addEventListener('input', () => {
    apply();
    remember();
  });
  form.addEventListener('reset', () => {
    setTimeout(() => {
      apply();
      remember();
    });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', () => {
    recall();
    apply();
  });
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.('input, select')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (event.key === 'j') go(1);
    else if (event.key === 'k') go(-1);
    else if (event.key === '/') {
      event.preventDefault();
      fields.text.focus();
    }
  });
  addEventListener('beforeprint', () => {
    for (const each of document.querySelectorAll('details')) each.open = true;
  });

  form.hidden = false;
  document.getElementById('keys').hidden = false;
  recall();
  apply();
})();
