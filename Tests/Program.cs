using System.Globalization;
using OAuthAttest.Tests.Functions;
using OAuthAttest.Tests.Functions.Golden;
using OAuthAttest.Tests.Local.Durable.Crash;

// Tests that kill a process for real start this very program as that process; people start it to record histories anew or to count them. Test runners
// do not come through here.
return args switch
{
    [CrashRig.Verb, var connectionString, var count, var said] =>
        await CrashRig.RunAsync(connectionString, int.Parse(count, CultureInfo.InvariantCulture), said),
    [HistoryRecorder.Verb] => await HistoryRecorder.RunAsync(),
    [HistoryScenes.Verb] => await HistoryScenes.PrintAsync(),
    _ => 2,
};
