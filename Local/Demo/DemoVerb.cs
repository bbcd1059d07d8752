using System.CommandLine;
using OAuthAttest.Local.CommandLine;

namespace OAuthAttest.Local.Demo;

/// <summary>Shows campaigns and escalations, end to end, on the sample company.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Stay up afterwards and print the addresses, until Ctrl-C." };
        var seed = new Option<int>("--seed")
        {
            Description = "What the simulated people's choices come from.",
            DefaultValueFactory = _ => 2026,
        };
        var command = new Command(
            "demo",
            "Run a whole attestation campaign and a few privileged consents on sample data, in about a minute."
        )
        {
            keep,
            seed,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var run = await DemoRun.StartAsync(Terminal.Of(parsed).Screen, parsed.GetValue(seed), cancellation);
                var succeeded = await run.PlayAsync(cancellation);
                if (parsed.GetValue(keep))
                    await run.StayAsync(cancellation);
                return succeeded ? 0 : 1;
            }
        );
        return command;
    }
}
