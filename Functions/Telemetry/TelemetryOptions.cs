namespace OAuthAttest.Functions.Telemetry;

/// <summary>Carries the check of <see cref="TelemetryRegistration.ConnectionSetting"/> at startup.</summary>
public sealed class TelemetryOptions;
