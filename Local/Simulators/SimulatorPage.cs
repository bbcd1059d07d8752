using System.Text;
using Microsoft.AspNetCore.Http;
using static System.Net.WebUtility;

namespace OAuthAttest.Local.Simulators;

/// <summary>An HTML page of a simulator.</summary>
internal static class SimulatorPage
{
    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d;background:#fff}
        a{color:#1264a3} .message{border:1px solid #ddd;border-radius:8px;padding:.5rem 1rem 1rem;margin:1rem 0}
        .meta{color:#616061;font-size:.85rem} .actions{display:flex;flex-wrap:wrap;gap:.5rem;margin:.4rem 0 1rem}
        button{font:inherit;padding:.3rem .8rem;border:1px solid #bbb;border-radius:4px;background:#fff;cursor:pointer}
        button.primary{background:#007a5a;border-color:#007a5a;color:#fff} button.danger{background:#c01343;border-color:#c01343;color:#fff}
        h2{font-size:1.15rem;margin:.6rem 0} hr{border:0;border-top:1px solid #ddd} td,th{text-align:left;padding:.2rem 1.2rem .2rem 0}
        .state{font-weight:600} .note{background:#f8f0d8;border-radius:4px;padding:.4rem .8rem} textarea{width:100%;font:inherit}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:.6rem 0} dt{color:#616061} dd{margin:0}
        code{overflow-wrap:anywhere} section{margin:.4rem 0} pre{overflow:auto}
        """;

    /// <param name="title">Plain text.</param>
    /// <param name="body">HTML, in which all data is escaped already.</param>
    public static Task WriteAsync(HttpContext http, string title, string body)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
            <title>{HtmlEncode(title)}</title><style>{Style}</style></head>
            <body><h1>{HtmlEncode(title)}</h1>{body}</body></html>
            """,
            http.RequestAborted);
    }

    /// <summary>A list of names and values, escaped; empty values are left out.</summary>
    public static string Facts(IEnumerable<(string Name, string? Value)> facts)
    {
        var list = new StringBuilder("<dl>");
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
            list.Append($"<dt>{HtmlEncode(name)}</dt><dd>{HtmlEncode(value)}</dd>");
        return list.Append("</dl>").ToString();
    }
}
