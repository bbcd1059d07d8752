namespace OAuthAttest.Aws.Access;

/// <summary>Taking away what somebody else may take away at the same time.</summary>
internal static class AbsentThings
{
    /// <summary>That it is not there any more is no failure: somebody was faster, and whoever asks reads the state again.</summary>
    public static async Task UnlessAbsentAsync(Func<Task> take)
    {
        try
        {
            await take();
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code))
        {
            // It is as it was to become.
        }
    }
}
