// Does to a body what a person and a browser might do: touches, focuses, opens and closes all of it, and sends it every event
// that an attribute could listen to. It must not know what is right or wrong.

/** Every event that an element, a document or a window can be asked to listen to by an attribute. */
const EVENTS = `abort afterprint animationcancel animationend animationiteration animationstart auxclick beforecopy beforecut
beforeinput beforematch beforepaste beforeprint beforetoggle beforexrselect blur bounce cancel canplay canplaythrough change click
close command contentvisibilityautostatechange contextlost contextmenu contextrestored copy cuechange cut dblclick drag dragend
dragenter dragexit dragleave dragover dragstart drop durationchange emptied end ended error finish focus focusin focusout formdata
fullscreenchange fullscreenerror gesturestart gotpointercapture hashchange input interest invalid keydown keypress keyup
languagechange load loadeddata loadedmetadata loadend loadstart lostpointercapture message messageerror mousedown mouseenter
mouseleave mousemove mouseout mouseover mouseup mousewheel offline online pagehide pageshow paste pause play playing pointercancel
pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress ratechange
begin repeat reset resize scroll scrollend search seeked seeking select selectionchange selectstart slotchange stalled start storage
submit suspend timeupdate toggle touchcancel touchend touchmove touchstart transitioncancel transitionend transitionrun
transitionstart unload volumechange waiting webkitanimationend webkitanimationiteration webkitanimationstart webkittransitionend
wheel`.split(/\s+/);

/** More of one body would be more of the same. */
const ELEMENTS = 40;

export function stimulate(container) {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_ELEMENT);
  for (let count = 0; count < ELEMENTS && walker.nextNode(); count += 1) {
    const element = walker.currentNode;
    // Firefox warms up a connection to where a focused link leads. That is the link's business: it may lead there.
    if (!/^https?:/.test(element.href)) {
      element.focus?.({ preventScroll: true });
      element.blur?.();
    }
    for (const name of EVENTS) element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
    if ('open' in element) element.open = !element.open;
    element.click?.();
  }
}
