using System.Xml;
using System.Xml.Linq;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Aws.Access;

/// <summary>Answers of the query protocol.</summary>
/// <remarks>https://smithy.io/2.0/aws/protocols/aws-query-protocol.html</remarks>
internal static class AwsXml
{
    // An answer declares no entities, and none is looked up.
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Null: it is no XML.</summary>
    public static XElement? Parse(byte[] body)
    {
        try
        {
            using var stream = new MemoryStream(body);
            using var reader = XmlReader.Create(stream, Strict);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The error's name; null when there is none, or it does not look like one.</summary>
    public static string? ErrorCode(XElement root) => root.Named("Error")?.Text("Code") is { } code ? ProviderErrors.Code(code) : null;

    /// <summary>A child, in whatever namespace: each service has its own, with its version.</summary>
    public static XElement? Named(this XElement owner, string name) => owner.Elements().FirstOrDefault(each => each.Name.LocalName == name);

    public static string? Text(this XElement owner, string name) => owner.Named(name)?.Value;

    /// <summary>The members of a list; empty where the list is not there.</summary>
    public static IEnumerable<XElement> Members(this XElement owner, string list) =>
        owner.Named(list)?.Elements().Where(each => each.Name.LocalName == "member") ?? [];
}
