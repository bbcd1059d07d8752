using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace OAuthAttest.Persistence;

/// <summary>
/// A query that is compiled once, which halves the cost of a small one. EF Core ties a compiled query to one model, and a process can
/// have several models (contexts with different options), so each model has its own.
/// </summary>
/// <param name="compile">Calls <see cref="EF"/>'s <c>CompileAsyncQuery</c>.</param>
internal sealed class QueryPerModel<TQuery>(Func<TQuery> compile)
    where TQuery : class
{
    private readonly ConditionalWeakTable<IModel, TQuery> compiled = [];

    public TQuery For(DbContext db) => compiled.GetValue(db.Model, _ => compile());
}
