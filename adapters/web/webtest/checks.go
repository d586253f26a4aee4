package webtest

import "fmt"

// Fits checks that nothing is wider than the window; what names the page's state in failures.
func (b *Tab) Fits(what string) {
	b.t.Helper()
	b.none(what+": too wide", `[...document.querySelectorAll("body *")]
		.filter((e) => !e.closest(".faces, .hidden, .sprite, .skip, .scroll > *, .nav > *") && e.checkVisibility())
		.filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5)`)
	if n := Eval[int](b, `document.scrollingElement.scrollWidth - innerWidth`); n > 0 {
		b.t.Errorf("%s: the page scrolls sideways by %d", what, n)
	}
}

// Accessible checks everything visible: each control has a name and a large enough target (links in
// text excepted) and a visible focus, and text has enough contrast. It moves the focus.
func (b *Tab) Accessible(what string) {
	b.t.Helper()
	b.still()
	b.none(what+": without a name", `[...document.querySelectorAll("button, input, a, [role]")]
		.filter((e) => e.checkVisibility() && !["presentation", "status", "option"].includes(e.getAttribute("role")))
		.filter((e) => !(e.innerText?.trim() || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.labels?.length))`)
	b.none(what+": too small to hit", `[...document.querySelectorAll("button, a, input")]
		.filter((e) => e.checkVisibility() && !e.matches(".skip, .quote, .text a") && Math.min(e.offsetWidth, e.offsetHeight) < 24)`)
	b.none(what+": too pale", pale)
	b.none(what+": without a visible focus", `[...document.querySelectorAll("button, a, input")]
		.filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.closest("[inert]"))
		.filter((e) => {
			if (!e.isConnected) return false; // tools move with the focus
			e.focus({ focusVisible: true });
			const around = e.closest(".field") ?? e;
			return ![e, around].some((x) => getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none");
		})`)
}

// none fails unless elements, a JavaScript expression for a list, is empty.
func (b *Tab) none(what, elements string) {
	b.t.Helper()
	for _, e := range Eval[[]string](b, fmt.Sprintf(`(%s).map((e) => e.outerHTML.slice(0, 160))`, elements)) {
		b.t.Errorf("%s: %s", what, e)
	}
}

// pale is JavaScript that lists the elements whose own text is below the WCAG 2.2 AA contrast: 4.5,
// or 3 for large text.
const pale = `(() => {
	const draw = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgba = (color) => {
		draw.clearRect(0, 0, 1, 1);
		draw.fillStyle = color;
		draw.fillRect(0, 0, 1, 1);
		const [r, g, b, a] = draw.getImageData(0, 0, 1, 1).data;
		return [r, g, b, a / 255];
	};
	const over = ([r, g, b, a], under) => [r, g, b].map((c, i) => c * a + under[i] * (1 - a));
	const ground = (e) => {
		if (!e) return rgba("Canvas");
		const c = rgba(getComputedStyle(e).backgroundColor);
		return c[3] === 1 ? c : over(c, ground(e.parentElement));
	};
	const light = (c) => {
		const [r, g, b] = c.map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const speaks = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
	return [...document.querySelectorAll("body *")]
		.filter((e) => speaks(e) && e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
		.filter((e) => !e.closest("[inert], [disabled], [aria-busy], .hidden, .skip, script, noscript"))
		.filter((e) => {
			const style = getComputedStyle(e);
			const under = ground(e);
			const [a, b] = [light(over(rgba(style.color), under)), light(under)];
			const size = parseFloat(style.fontSize);
			const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
			return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < (large ? 3 : 4.5);
		});
})()`
