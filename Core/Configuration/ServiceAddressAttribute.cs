namespace OAuthAttest.Configuration;

/// <summary>The address of an outside service: https, or a simulator on this machine, and with a slash at its end.</summary>
public sealed class ServiceAddressAttribute : RuleAttribute
{
    public override string? Unmet(object value) => ServiceAddress.Problem((Uri)value);
}
