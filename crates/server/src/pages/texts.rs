//! The table of the texts for people on this crate's pages.

use element_model::Text;

/// The first page's title.
pub(super) static PRODUCT_NAME: Text = Text::fixed("wecom-login", "wecom-login");
/// Below it.
pub(super) static PRODUCT: Text = Text::fixed("企业微信服务商代开发登录", "Login for WeCom customized apps");
/// The link to the description of the functions.
pub(super) static API: Text = Text::fixed("接口文档", "API documentation");
/// The headline of an address where nothing is.
pub(super) static NO_SUCH_PAGE: Text = Text::fixed("没有此页", "No such page");
/// Below it.
pub(super) static NOTHING_HERE: Text = Text::fixed(
    "这个地址没有页面。请检查链接是否完整。",
    "There is nothing at this address. Check that the link is whole.",
);
/// The headline of an address that cannot be read.
pub(super) static WRONG_LINK: Text = Text::fixed("链接有误", "Wrong link");
/// A parameter of the address stands twice.
pub(super) static PARAMETER_TWICE: Text = Text::fixed(
    "地址中的参数 {name} 出现了不止一次。",
    "The address has the parameter {name} more than once: give it once.",
);

/// Above the companies that a browser logged in to.
pub(super) static LAST_COMPANIES: Text = Text::fixed("上次登录的企业", "Companies you signed in to");
/// Above the one company that a browser logged in to.
pub(super) static LAST_COMPANY: Text = Text::fixed("上次登录", "Last time");
/// The fold of the field of the organisation code, below remembered companies.
pub(super) static ANOTHER_COMPANY: Text = Text::fixed("换一个企业", "Use another company");
/// The heading of the login page inside WeChat.
pub(super) static OPEN_IN_WECOM: Text = Text::fixed("请换到企业微信", "Open in WeCom");
/// Why.
pub(super) static NOT_IN_WECHAT: Text =
    Text::fixed("微信里无法使用企业微信登录。", "WeChat cannot sign you in with WeCom.");
/// The first way on from there.
pub(super) static SEND_TO_WECOM: Text = Text::fixed(
    "打开企业微信，在“工作台”里点这个应用；或把链接发到企业微信的聊天里，再从那里打开。",
    "Open WeCom and tap this app on the workbench; or send the link to a chat in WeCom and open it there.",
);
/// The other.
pub(super) static OPEN_IN_BROWSER: Text = Text::fixed(
    "在电脑上打开这个链接，用企业微信扫码登录。",
    "Open the link on a computer, and scan the code there with WeCom.",
);
/// The button that copies it.
pub(super) static COPY_LINK: Text = Text::fixed("复制链接", "Copy the link");
/// The button once it was pressed.
pub(super) static COPIED: Text = Text::fixed("已复制", "Copied");

/// The way on for a phone's browser.
pub(super) static OPEN_WECOM: Text = Text::fixed("打开企业微信", "Open WeCom");
/// How one comes in from there.
pub(super) static FROM_WORKBENCH: Text = Text::fixed(
    "在企业微信的“工作台”里点这个应用，就会直接登录。",
    "Tap this app on the workbench of WeCom: you are signed in at once.",
);
/// The heading of the page with WeCom's panel.
pub(super) static SCAN: Text = Text::fixed("扫码登录", "Scan to sign in");
/// Below it, where the company has no name.
pub(super) static WITH_WECOM: Text = Text::fixed("请用企业微信扫描二维码。", "Scan the code with WeCom.");
/// The way on where the panel does not show.
pub(super) static ON_WECOMS_PAGE: Text = Text::fixed("在企业微信的页面扫码", "Scan on WeCom's page instead");
/// The fold of the ways that need a second device.
pub(super) static OTHER_WAYS: Text = Text::fixed("其他方式", "Other ways");
/// Why a code is of little use on a phone.
pub(super) static NEEDS_SECOND_DEVICE: Text =
    Text::fixed("扫码登录需要另一台装有企业微信的手机。", "Scanning a code takes a second phone with WeCom.");

/// The heading of the login page, and heading and button of a login's own form.
pub(super) static SIGN_IN: Text = Text::fixed("登录", "Sign in");
/// A field of the form is empty.
pub(super) static FILL_IN: Text = Text::fixed("请填写所有字段。", "Please fill in all fields.");
/// A field of the form is too long.
pub(super) static FIELD_TOO_LONG: Text = Text::fixed("内容过长。", "A field is too long.");
/// The values of the form are wrong.
pub(super) static WRONG_VALUES: Text = Text::fixed("填写的内容不正确。", "What you filled in is not right.");

/// The field of the login page.
pub(super) static ORGANISATION_CODE: Text = Text::fixed("组织代号", "Organisation code");
/// Below the field.
pub(super) static ASK_FOR_CODE: Text = Text::fixed("由企业管理员提供", "Your administrator has it");
/// The field is empty.
pub(super) static ENTER_CODE: Text = Text::fixed("请输入组织代号。", "Please enter your organisation code.");
/// The button where the code may lead to several logins.
pub(super) static CONTINUE: Text = Text::fixed("继续", "Continue");
/// Between the field and the buttons.
pub(super) static OR: Text = Text::fixed("或", "or");
/// An app without a login.
pub(super) static NO_LOGIN: Text = Text::fixed(
    "这里还没有可用的登录方式，请联系管理员。",
    "No way to sign in is switched on here. Ask your administrator.",
);
/// No company has the code.
pub(super) static UNKNOWN_CODE: Text = Text::fixed(
    "没有找到这个组织代号，请核对后再试。",
    "No company has this organisation code. Check it and try again.",
);

/// The headlines of refusals.
pub(super) static CANNOT_SIGN_IN: Text = Text::fixed("无法登录", "Cannot sign in");
/// See above.
pub(super) static SWITCHED_OFF: Text = Text::fixed("已停用", "Switched off");
/// See above.
pub(super) static NOT_FOUND: Text = Text::fixed("没有找到", "Not found");
/// See above.
pub(super) static LINK_SPENT: Text = Text::fixed("链接已失效", "Link expired");
/// See above.
pub(super) static CANCELLED: Text = Text::fixed("已取消", "Cancelled");
/// See above.
pub(super) static SLOW_DOWN: Text = Text::fixed("请稍候", "Please wait");
/// See above.
pub(super) static TRY_LATER: Text = Text::fixed("暂时无法使用", "Not available");
/// See above.
pub(super) static STILL_IN: Text = Text::fixed("没有退出", "Still signed in");
/// The button of a refusal that may pass.
pub(super) static TRY_AGAIN: Text = Text::fixed("再试一次", "Try again");

/// The company is not an authorised one.
pub(super) static NOT_AUTHORISED: Text = Text::fixed(
    "该企业还没有使用此应用，或已停用。如需使用，请联系企业管理员。",
    "Your company does not use this app, or no longer. Ask your administrator.",
);
/// The login of the address is switched off.
pub(super) static LOGIN_IS_OFF: Text = Text::fixed(
    "这个登录方式已停用。请换一种方式，或联系管理员。",
    "This way to sign in is switched off. Use another one, or ask your administrator.",
);
/// The login that the address names is none.
pub(super) static UNKNOWN_LOGIN: Text = Text::fixed(
    "没有这个登录方式，或已停用。请重新选择。",
    "This way to sign in is not there, or it is switched off. Choose another one.",
);
/// The browser comes back with a `state` that is not its own, or no longer good.
pub(super) static NO_SUCH_ATTEMPT: Text = Text::fixed(
    "这个登录链接已经用过，已过期，或不是在这个浏览器里打开的。",
    "This sign-in link was used before, has expired, or was opened in another browser.",
);
/// The visitor declined.
pub(super) static YOU_CANCELLED: Text = Text::fixed("你取消了登录。", "You cancelled the sign-in.");
/// A fault of the server, or of the identity provider.
pub(super) static OUR_SIDE: Text =
    Text::fixed("暂时无法登录，请稍后再试。", "We cannot sign you in right now. Try again in a minute.");

/// The provider finds the app's request wrong.
pub(super) static REQUEST_REFUSED: Text = Text::fixed(
    "登录服务拒绝了此应用的请求，请联系管理员。",
    "The sign-in service refused this app's request. Tell your administrator.",
);
/// The provider has a fault.
pub(super) static PROVIDER_FAILED: Text =
    Text::fixed("登录服务出错了，请稍后再试。", "The sign-in service failed. Try again in a minute.");
/// The provider is busy.
pub(super) static PROVIDER_BUSY: Text =
    Text::fixed("登录服务正忙，请稍后再试。", "The sign-in service is busy. Try again in a minute.");
/// The provider asks for a step that is not named.
pub(super) static STEP_REQUIRED: Text =
    Text::fixed("登录服务需要你先完成一步操作。", "The sign-in service wants you to do something first.");
/// Nobody is signed in at the provider.
pub(super) static SIGN_IN_THERE: Text =
    Text::fixed("请先在登录服务那里登录。", "Sign in at the sign-in service first.");
/// Several accounts are signed in at the provider.
pub(super) static CHOOSE_THERE: Text =
    Text::fixed("请在登录服务那里选择一个账号。", "Choose an account at the sign-in service.");
/// The provider needs the visitor's consent.
pub(super) static CONSENT_THERE: Text =
    Text::fixed("登录服务需要你的同意。", "The sign-in service wants your consent.");
/// The provider gives a reason that no standard has.
pub(super) static NOT_SIGNED_IN_THERE: Text =
    Text::fixed("登录服务没有让你登录。", "The sign-in service did not sign you in.");

/// The heading of the signed-in page, without a name.
pub(super) static SIGNED_IN: Text = Text::fixed("已登录", "Signed in");
/// Above the apps to go to.
pub(super) static YOUR_APPS: Text = Text::fixed("我的应用", "Your apps");
/// Where none is.
pub(super) static NO_APPS: Text =
    Text::fixed("现在可以回到你的应用，无需再次登录。", "You can go back to your app now, without signing in again.");
/// The way into an app.
pub(super) static OPEN: Text = Text::fixed("打开", "Open");
/// The fold of the ids.
pub(super) static DETAILS: Text = Text::fixed("详情", "Details");
/// The user's id.
pub(super) static USER: Text = Text::fixed("用户编号", "User");
/// The company's id.
pub(super) static CORP: Text = Text::fixed("企业编号", "Company");
/// The member's id within the company.
pub(super) static MEMBER: Text = Text::fixed("成员账号", "Member");
/// The session's id.
pub(super) static SESSION: Text = Text::fixed("本次登录", "Session");
/// The way out.
pub(super) static SIGN_OUT: Text = Text::fixed("退出登录", "Sign out");
/// The way out of all.
pub(super) static SIGN_OUT_EVERYWHERE: Text = Text::fixed("退出所有设备", "Sign out everywhere");
/// The way to somebody else's account.
pub(super) static ANOTHER_ACCOUNT: Text = Text::fixed("换一个账号", "Use another account");
/// The session could not be read.
pub(super) static UNAVAILABLE: Text =
    Text::fixed("服务器暂时无法回应，请稍后再试。", "The server cannot answer right now. Try again in a minute.");
/// The session could not be ended.
pub(super) static NOT_SIGNED_OUT: Text = Text::fixed(
    "退出没有成功，你仍处于登录状态。请再试一次。",
    "Signing out did not work: you are still signed in. Please try again.",
);

/// An address asks too often.
pub(super) static TOO_MANY_REQUESTS: Text = Text::fixed(
    "请求过于频繁，请在 {seconds} 秒后再试。",
    "Too many requests came from your network. Try again in {seconds} seconds.",
);
/// An address guesses codes.
pub(super) static TOO_MANY_GUESSES: Text = Text::fixed(
    "错误次数过多，请在 {seconds} 秒后再试。",
    "Too many codes from your network were wrong. Try again in {seconds} seconds.",
);
/// A company logs in too often.
pub(super) static TOO_MANY_OF_A_COMPANY: Text = Text::fixed(
    "该企业登录的人太多，请在 {seconds} 秒后再试。",
    "Too many people are signing in to this company right now. Try again in {seconds} seconds.",
);
/// Somebody tries too often.
pub(super) static TOO_MANY_TRIES: Text =
    Text::fixed("尝试次数过多，请在 {seconds} 秒后再试。", "Too many attempts. Try again in {seconds} seconds.");
