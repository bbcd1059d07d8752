using System.Globalization;
using OAuthAttest.Tests.Functions;
using OAuthAttest.Tests.Functions.Golden;
using OAuthAttest.Tests.Local.Durable.Crash;

// Tests that kill a process start this program as that process; people start it to record or count histories. Test runners
// do not start it this way.
return args switch
{
    [CrashRig.Verb, var connectionString, var count, var said] =>
        await CrashRig.RunAsync(connectionString, int.Parse(count, CultureInfo.InvariantCulture), said),
    [GoldenReplay.Verb, var path] => GoldenReplay.Print(path, Console.Out),
    [HistoryRecorder.Verb] => await HistoryRecorder.RunAsync(),
    [HistoryRecorder.CourseVerb] => await HistoryRecorder.RecordCoursesAsync(),
    [HistoryRecorder.AuditVerb] => await HistoryRecorder.RecordScopeAuditsAsync(),
    [HistoryRecorder.RemediationVerb] => await HistoryRecorder.RecordRemediationsAsync(),
    [HistoryRecorder.SyncVerb] => await HistoryRecorder.RecordSyncsAsync(),
    [HistoryRecorder.RemovalVerb] => await HistoryRecorder.RecordRemovalsAsync(),
    [HistoryScenes.Verb] => await HistoryScenes.PrintAsync(),
    _ => 2,
};
