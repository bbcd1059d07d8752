using System.Globalization;
using System.Text;
using Npgsql;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>
/// A policy's filter and exclusions as SQL conditions on a grant <c>g</c>. Values are passed as parameters, never in the SQL text.
/// </summary>
internal sealed class PopulationRules
{
    private readonly List<NpgsqlParameter> parameters = [];

    public PopulationRules(CampaignPolicy policy, DateTimeOffset now)
    {
        Filter = FilterSql(policy.Filter);
        IsUnfiltered = policy.Filter.Groups.Count == 0 ? "true" : "false";
        InGroups = policy.Filter.Groups.Count == 0 ? "true" : $"u.groups && {Parameter("groups", policy.Filter.Groups.ToArray())}";
        var inForce = policy.Exclusions.Where(exclusion => exclusion.Until is null || exclusion.Until > now).ToList();
        if (inForce.Count == 0)
            return;
        Excluded = ExcludedSql(inForce);
        Parameter("reasons", inForce.Select(exclusion => exclusion.Reason).ToArray());
    }

    /// <summary>Which active grants the campaign is about.</summary>
    public string Filter { get; }

    /// <summary>Whether an account <c>u</c> is in one of the groups asked for.</summary>
    public string InGroups { get; }

    /// <summary>Whether no groups were asked for.</summary>
    public string IsUnfiltered { get; }

    /// <summary>
    /// The position, from 1, of the exclusion that matches the grant, 0 for none; null when the policy has no exclusions.
    /// </summary>
    public string? Excluded { get; }

    public void AddTo(NpgsqlCommand command)
    {
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter.Clone());
    }

    private string FilterSql(CampaignFilter filter)
    {
        var sql = new StringBuilder("g.status = 'Active'");
        if (filter.Providers.Count > 0)
            sql.Append(" AND g.provider = ANY(").Append(Parameter("providers", filter.Providers.ToArray())).Append(')');
        if (filter.Apps.Count > 0)
        {
            sql.Append(" AND g.app_id IN (SELECT id FROM apps WHERE external_id = ANY(")
                .Append(Parameter("apps", filter.Apps.ToArray()))
                .Append("))");
        }
        if (filter.Scopes.Count > 0)
            sql.Append(" AND g.scopes && ").Append(Parameter("scopes", filter.Scopes.ToArray()));
        if (filter.MinRisk > Risk.Low)
        {
            sql.Append(" AND g.risk = ANY(")
                .Append(
                    Parameter(
                        "risks",
                        Enum.GetValues<Risk>().Where(risk => risk >= filter.MinRisk).Select(risk => risk.ToString()).ToArray()
                    )
                )
                .Append(')');
        }
        if (filter.Groups.Count > 0)
            sql.Append(" AND coalesce(own.in_groups, app.in_groups, false)");
        return sql.ToString();
    }

    private string ExcludedSql(List<CampaignExclusion> exclusions)
    {
        var sql = new StringBuilder("CASE");
        for (var i = 0; i < exclusions.Count; i++)
        {
            var conditions = new List<string>();
            if (exclusions[i].Provider is { } provider)
                conditions.Add($"g.provider = {Parameter($"provider{i}", provider)}");
            if (exclusions[i].App is { } app)
                conditions.Add($"g.app_id IN (SELECT id FROM apps WHERE external_id = {Parameter($"app{i}", app)})");
            if (exclusions[i].Email is { } email)
            {
                conditions.Add(
                    $"g.user_id IN (SELECT id FROM users WHERE email = {Parameter($"email{i}", EmailAddress.Of(email) ?? email)})"
                );
            }
            if (conditions.Count == 0)
            {
                throw new InvalidOperationException(
                    $"The exclusion \"{exclusions[i].Reason}\" names nothing: it would leave out every grant."
                );
            }
            sql.Append(CultureInfo.InvariantCulture, $" WHEN {string.Join(" AND ", conditions)} THEN {i + 1}");
        }
        return sql.Append(" ELSE 0 END").ToString();
    }

    private string Parameter(string name, object value)
    {
        parameters.Add(new NpgsqlParameter(name, value));
        return "@" + name;
    }
}
