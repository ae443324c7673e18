// Starts ReDoc on the API's own OpenAPI document, without its maker's logo and fonts.
window.Redoc.init(
  "/openapi.json",
  { nativeScrollbars: true, hideDownloadButton: true, disableSearch: false, theme: { typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } } } },
  document.getElementById("docs"),
);
