using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Revokes at an authorization server of one's own, and reads its list again.</summary>
internal sealed class CustomRevoker(IHttpClientFactory clients, CustomProvider settings, TimeProvider clock) : IGrantRevoker
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly BasicAuthorization authorization = new(settings.ClientId, settings.ClientSecret);

    public ProviderName Provider { get; } = ProviderName.Parse(settings.Provider);

    public bool IsConfigured => true;

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            // The endpoint answers alike for what it revoked and for what it never knew: only the list tells how much there was.
            var there = await FindAsync(target, cancellation);
            if (there.Count > 0)
                await PostAsync(target, cancellation);
            return new RevocationAnswer(there.Count, clock.GetUtcNow() + settings.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await FindAsync(target, cancellation)).Count == 0);

    public Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await FindAsync(target, cancellation);
            if (settings.ScopesProperty is not { } property)
                return new LiveGrants(found.Count, [], []);
            // A table that names the API has it before each scope.
            var asked = known.Concat(known.Select(Narrowing.NameAtItsApi)).ToHashSet(StringComparer.Ordinal);
            var grown = found.SelectMany(item => ScopesOf(item, property)).Except(asked, StringComparer.Ordinal);
            return new LiveGrants(found.Count, [.. grown], []);
        });

    /// <summary>The entries of the target. Empty only when the list was read to its end.</summary>
    private async Task<IReadOnlyList<JsonElement>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.ClientId == OAuthApp.UnknownClientId)
            throw new ProviderRejectedException(0, "the app is not known");
        var first = TargetTemplate.Address(settings.ListUrl, target);
        var app = TargetTemplate.Text(settings.AppValue, target);
        var person = settings.PersonProperty is null || target.ConsentType != ConsentType.Principal
            ? null
            : TargetTemplate.Text(settings.PersonValue, target);
        var api = new ProviderApi(
            clients, new ProviderAccess(settings.Provider, new Uri(first, "/"), settings.RequestTimeout, authorization), clock);
        var found = new List<JsonElement>();
        await foreach (var page in api.PagesAsync(first, Next, cancellation))
        {
            var items = settings.ListItems is { } path ? At(page.Body, path) : page.Body;
            if (items is not { ValueKind: JsonValueKind.Array } list)
                throw new ProviderUnavailableException($"{settings.Provider}: the answer has no list {settings.ListItems}");
            found.AddRange(list.EnumerateArray().Where(item => Is(item, app, person)));
        }
        return found;
    }

    private bool Is(JsonElement item, string app, string? person) =>
        Required(item, settings.AppProperty) == app
        && (person is null || string.Equals(Required(item, settings.PersonProperty), person, StringComparison.OrdinalIgnoreCase))
        && (settings.StateProperty is null || Required(item, settings.StateProperty) != settings.RevokedState);

    /// <summary>An entry without the property is none that is understood: it may be the one that is looked for.</summary>
    private string Required(JsonElement item, string? property) =>
        (property is null ? ((JsonElement?)item).Text() : At(item, property).Text())
        ?? throw new ProviderUnavailableException($"{settings.Provider}: an entry of the list has no {property ?? "text"}");

    private IReadOnlyList<string> ScopesOf(JsonElement item, string property)
    {
        IReadOnlyList<string> scopes = [];
        var problem = At(item, property) switch
        {
            { ValueKind: JsonValueKind.Array } list =>
                ScopeText.Read(list.EnumerateArray().Select(scope => ((JsonElement?)scope).Text()), out scopes),
            { ValueKind: JsonValueKind.String } text => ScopeText.Read(text.GetString()!, ScopeText.Usual, out scopes),
            _ => "are missing",
        };
        return problem is null
            ? scopes
            : throw new ProviderUnavailableException($"{settings.Provider}: the scopes of an entry, {property}: {problem}");
    }

    private Uri? Next(ProviderAnswer page)
    {
        if (settings.ListNext is not { } property)
            return ProviderPages.OfOkta(page);
        return At(page.Body, property) switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            var link => Uri.TryCreate(link.Text(), UriKind.Absolute, out var next)
                ? next
                : throw new ProviderUnavailableException($"{settings.Provider}: the next page has no address"),
        };
    }

    private static JsonElement? At(JsonElement? body, string path) =>
        path.Split('.').Aggregate(body, (element, name) => element.Field(name));

    /// <remarks>https://www.rfc-editor.org/rfc/rfc7009#section-2.2</remarks>
    private async Task PostAsync(RevocationTarget target, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = TargetTemplate.Text(settings.TokenText, target) };
        if (settings.TokenTypeHint is { } hint)
            form["token_type_hint"] = hint;
        using var request = new HttpRequestMessage(HttpMethod.Post, TargetTemplate.Address(settings.RevocationUrl, target))
        {
            Content = new FormUrlEncodedContent(form),
        };
        await authorization.AuthorizeAsync(request, cancellation);
        using var client = clients.CreateClient(ProviderApi.ClientName);
        try
        {
            Sort(await OutsideCall.SendAsync(client, request, settings.RequestTimeout, cancellation));
        }
        catch (NoAnswerException e)
        {
            throw new ProviderUnavailableException($"{settings.Provider}: {e.Message}", inner: e);
        }
    }

    private void Sort(OutsideAnswer answer)
    {
        if (answer.Status is >= 200 and < 300)
            return;
        var body = answer.Object();
        // An error without JSON comes from something before the server.
        if (answer.IsPassing || answer.Status < 400 || body is null && answer.Status is not (401 or 403 or 404))
        {
            throw new ProviderUnavailableException(
                $"{settings.Provider}: {answer}", answer.RetryAfter(resetHeader: null, clock.GetUtcNow(), LongestWait));
        }
        var code = ProviderErrors.Code(body.Text("error")) is { } said ? $", {said}" : "";
        throw new ProviderRejectedException(
            answer.Status, FormattableString.Invariant($"{settings.Provider} refused the revocation (HTTP {answer.Status}{code})"));
    }
}
