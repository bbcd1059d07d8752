using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>Google's error responses.</summary>
internal static class GoogleErrors
{
    public static SimulatedAnswer Of(int status, string reason) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = status,
                    ["message"] = "Simulated.",
                    ["errors"] = new JsonArray(
                        new JsonObject
                        {
                            ["domain"] = "global",
                            ["reason"] = reason,
                            ["message"] = "Simulated.",
                        }
                    ),
                },
            }.ToJsonString()
        );
}
