// Starts ReDoc on the API's own OpenAPI document, in our colours and with the reader's own fonts.
const FONTS = "system-ui, sans-serif";
const MONO = "ui-monospace, monospace";

window.Redoc.init(
  "/openapi.json",
  {
    nativeScrollbars: true,
    hideDownloadButton: true,
    theme: {
      colors: { primary: { main: "#0b5c6b" }, text: { primary: "#17282c" } },
      sidebar: { backgroundColor: "#f1f6f7", textColor: "#17282c" },
      rightPanel: { backgroundColor: "#17282c" },
      typography: {
        fontSize: "16px",
        lineHeight: "1.55",
        fontFamily: FONTS,
        headings: { fontFamily: FONTS },
        code: { fontFamily: MONO, color: "#0b5c6b", backgroundColor: "#f1f6f7" },
      },
    },
  },
  document.getElementById("docs"),
);
