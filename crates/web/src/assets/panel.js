// WeCom's own panel shows the QR code in the page (98478). Where its script did not come, the link beside it leads to WeCom's page.
const place = document.getElementById("panel");
const { redirectUri, state, ...params } = place.dataset;
const leave = () => { place.hidden = true; };
if (globalThis.ww?.createWWLoginPanel) {
  globalThis.ww.createWWLoginPanel({
    el: place,
    params: {
      login_type: params.loginType, appid: params.appid, agentid: params.agentid, redirect_uri: redirectUri, state,
      redirect_type: "callback", panel_size: "small", lang: document.documentElement.lang.slice(0, 2),
      color_scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    },
    onLoginSuccess({ code }) {
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", state);
      location.assign(back);
    },
    onLoginFail: leave,
  });
} else {
  leave();
}
