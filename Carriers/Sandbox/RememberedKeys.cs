namespace Belay.Carriers;

/// <summary>The keys of the last calls that had an effect. Bounded: the oldest is forgotten first. Not safe for several threads at once.</summary>
internal sealed class RememberedKeys(int max)
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    public int Count => _keys.Count;

    public bool Contains(string key) => _keys.Contains(key);

    public void Add(string key)
    {
        if (!_keys.Add(key))
        {
            return;
        }

        _oldestFirst.Enqueue(key);
        if (_oldestFirst.Count > max)
        {
            _keys.Remove(_oldestFirst.Dequeue());
        }
    }
}
