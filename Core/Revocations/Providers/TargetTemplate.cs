using System.Text.RegularExpressions;
using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Texts and addresses with places for what is revoked.</summary>
internal static partial class TargetTemplate
{
    private static readonly string[] Names = ["clientId", "userId", "email", "grantId", "resource", "tenant"];

    /// <summary>What is wrong with a text, as the end of a sentence that begins with its name; null when it is valid.</summary>
    public static string? Problem(string text)
    {
        foreach (Match place in Place().Matches(text))
        {
            if (!Names.Contains(place.Groups["name"].Value))
                return $"has a place for '{place.Groups["name"].Value}': known are {string.Join(", ", Names)}";
        }
        return Place().Replace(text, "").AsSpan().ContainsAny('{', '}') ? "has a brace that belongs to no place" : null;
    }

    /// <summary>The same of an address: places may stand behind the host only.</summary>
    public static string? ProblemOfAddress(string text)
    {
        if (Problem(text) is { } problem)
            return problem;
        if (!Uri.TryCreate(Place().Replace(text, "x"), UriKind.Absolute, out var address))
            return "must be an address";
        var host = text.IndexOf('/', Math.Min(text.Length, address.Scheme.Length + "://".Length));
        if (text.AsSpan(0, host < 0 ? text.Length : host).Contains('{'))
            return "may have places behind its host only";
        return ServiceAddress.Problem(new Uri(address, "/")) is { } unsafeAddress ? $"must be {unsafeAddress}" : null;
    }

    /// <exception cref="ProviderRejectedException">What the template asks for is not known of the target.</exception>
    public static string Text(string template, RevocationTarget target) =>
        Place().Replace(template, place => ValueOf(place.Groups["name"].Value, target));

    /// <summary>Each value is one step of the path, or a value in the query: it cannot lead elsewhere.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public static Uri Address(string template, RevocationTarget target) =>
        new(Place().Replace(template, place => ProviderApi.Step(ValueOf(place.Groups["name"].Value, target))));

    private static string ValueOf(string name, RevocationTarget target) =>
        (name switch
        {
            "clientId" => target.ClientId,
            "userId" => target.PersonExternalId,
            "email" => target.PersonEmail,
            "grantId" => target.GrantId,
            "resource" => target.Resource,
            _ => target.Tenant,
        }) is { Length: > 0 } value
            ? value
            : throw new ProviderRejectedException(0, $"its {name} is not known");

    [GeneratedRegex("\\{(?<name>[A-Za-z]+)\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
