namespace OAuthAttest.Escalations.Consents.Doors.Standard;

/// <summary>The first mistake found in a body: one is enough to refuse it.</summary>
internal sealed class FieldProblems
{
    public DoorRefusal? First { get; private set; }

    public void Add(string field, string problem) => First ??= DoorRefusal.Malformed(field, problem);
}
