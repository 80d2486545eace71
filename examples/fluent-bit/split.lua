-- One record for each event of an event hook's body; any other record stays as it is.
--
-- Lua keeps neither the order of keys nor null, and no integer above 2^53: `message` then shows the event as Lua
-- wrote it. That is why this runs only where event hooks arrive.
function split(tag, timestamp, record)
  local data = record["data"]
  local events = type(data) == "table" and data["events"]
  if type(events) ~= "table" or #events == 0 then
    return 0, 0, 0
  end
  return 2, timestamp, events
end
