using System.CommandLine;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>The process that <see cref="SoakRun"/> starts and kills.</summary>
internal static class SoakVerb
{
    public const string Name = "soak-process";

    public static Command Command()
    {
        var connection = new Argument<string>("connection");
        var instances = new Argument<int>("instances");
        var hours = new Argument<int>("hours");
        var resident = new Argument<int>("resident");
        var run = new Argument<int>("run");
        var command = new Command(Name, "The process of soak that is killed.") { connection, instances, hours, resident, run };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = new SoakPlan(parsed.GetValue(instances), parsed.GetValue(hours), parsed.GetValue(resident));
            await SoakProcess.RunAsync(parsed.GetValue(connection)!, plan, parsed.GetValue(run), cancellation);
            return 0;
        });
        return command;
    }
}
