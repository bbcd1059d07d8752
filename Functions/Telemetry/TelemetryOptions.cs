namespace OAuthAttest.Functions.Telemetry;

/// <summary>What the start checks of <see cref="TelemetryRegistration.ConnectionSetting"/>.</summary>
public sealed class TelemetryOptions;
