namespace OAuthAttest.SampleMaker;

/// <summary>Managers and groups, as the personnel department would send them; includes people whom no provider lists.</summary>
internal sealed class PeopleFile(SampleCompany company)
{
    public SampleFile File()
    {
        var people = company.People.Where(person => person.Slack == "yes").OrderBy(person => person.Email, StringComparer.Ordinal);
        return new SampleFile("people.csv", CsvText.Of([["email", "manager_email", "groups"], .. people.Select(Row)]));
    }

    private IReadOnlyList<string?> Row(Person person) => [person.Email, company.ManagerOf(person)?.Email, $"{person.Department};Everyone"];
}
