-- SPDX-License-Identifier: BSD-2-Clause
-- What must stay whatever the metrics say.  Built into decom like library.lua:
-- decom-policy(7), GUARDS.
--
-- A declared role keeps; the absence of one says nothing, since roles are
-- declared incompletely everywhere.  Where in doubt a guard keeps.

-- Roles and environments of what stands by for others or serves all of them,
-- so that its metrics say nothing.  Words of a text, in any case.
local STAY = {
  -- stands by
  "standby", "stand by", "hotstandby", "coldstandby", "warmstandby", "spare", "reserve", "dr", "drp",
  "disaster", "business continuity", "contingency", "failover", "fail over", "fallback", "fall back",
  "passive", "replica", "secondary",
  -- decides for a cluster
  "quorum", "witness", "arbiter", "tiebreaker", "tie breaker",
  -- licences, keys, certificates
  "licence", "license", "licencing", "licensing", "flexlm", "kms", "key management", "ca", "pki",
  "certificate authority", "ocsp", "hsm", "vault",
  -- boot and time
  "pxe", "tftp", "bootp", "boot", "dhcp", "ntp", "ptp", "timeserver", "time server", "time service",
  "time source", "stratum", "grandmaster",
  -- names and accounts
  "dns", "nameserver", "name server", "resolver", "directory", "ldap", "ad", "domain controller",
  "domaincontroller", "pdc", "bdc", "rodc", "kerberos", "kdc", "radius", "tacacs",
  -- ways in when all else is down
  "jump", "jumphost", "jumpbox", "jumpserver", "bastion", "console", "terminal server", "oob",
  "out of band", "kvm switch",
}

-- Whole texts only: among other words DC mostly is the data centre.
local STAY_WHOLE = { dc = true }

local LONGEST = 3     -- words of a phrase
local TEXT_MAX = 200  -- bytes of a text that are looked at

---The words of a text: DNS_02 is dns.
local function words_of(text)
  local words = {}
  for word in text:lower():gmatch("%w+") do
    words[#words + 1] = word:match("^(.-%a)%d+$") or word
  end
  return words
end

---A set of phrases from a list of them, or from one.
local function phrases(list)
  local set = {}
  for _, phrase in ipairs(type(list) == "string" and { list } or list) do
    set[table.concat(words_of(phrase), " ")] = true
  end
  return set
end

---The same with its capitals taken for begins of words: hotStandby, LDAPServer.
local function split(text)
  return (text:gsub("(%l)(%u)", "%1 %2"):gsub("(%u)(%u%l)", "%1 %2"))
end

local function has_phrase(words, set)
  for first = 1, #words do
    local phrase = words[first]
    for last = first, math.min(first + LONGEST - 1, #words) do
      phrase = last > first and phrase .. " " .. words[last] or phrase
      if set[phrase] or (phrase:sub(-1) == "s" and set[phrase:sub(1, -2)]) then
        return true
      end
    end
  end
  return false
end

local function mentions_set(text, set)
  text = text:sub(1, TEXT_MAX)
  return has_phrase(words_of(text), set) or has_phrase(words_of(split(text)), set)
end

---Whether a text contains one of the phrases as words of its own, in any case.
---@param text string?
---@param list string|string[]
---@return boolean
local function mentions(text, list)
  return text ~= nil and mentions_set(text, phrases(list))
end

local stay = phrases(STAY)

-- Roles and environments are few: each is looked at once.
local looked_at, known = {}, 0

local function must_stay(text)
  if not text then
    return false
  end
  if looked_at[text] == nil then
    if known == 256 then
      return STAY_WHOLE[text:lower()] or mentions_set(text, stay)
    end
    known = known + 1
    looked_at[text] = STAY_WHOLE[text:lower()] or mentions_set(text, stay)
  end
  return looked_at[text]
end

---Why it stands by or serves all others, or nil: what was declared, or what
---its agent says (entStateStandby).
---@param a decom.asset
---@return string?
local function stands_by(a)
  local standby = a.standby
  if standby == "providing" then
    return "others stand by for it"
  elseif standby and standby ~= "none" and standby ~= "unknown" then
    return "its standby state is " .. standby
  elseif must_stay(a.role) then
    return "role is " .. a.role
  elseif must_stay(a.environment) then
    return "environment is " .. a.environment
  end
end

local HOSTS = { hypervisor = "guests", chassis = "blades" }

local function hosts_others(a)
  local guests = a.guests
  if guests and guests > 0 then
    return guests .. (guests == 1 and " guest runs on it" or " guests run on it")
  elseif not guests and HOSTS[a.class] then
    return "how many " .. HOSTS[a.class] .. " it has is not known"
  end
end

---Why it must not be retired, whatever the metrics say; nil if no guard knows a reason.
---@param a decom.asset
---@return string?
local function guarded(a)
  local exempt, endpoints = a.exempt_until, a.endpoints
  if exempt and exempt > a.now then
    return "exempt until " .. exempt
  end
  local reason = stands_by(a) or hosts_others(a)
  if reason then
    return reason
  elseif a.cluster then
    return "member of cluster " .. a.cluster
  elseif endpoints and endpoints > 0 then
    return endpoints .. (endpoints == 1 and " live endpoint" or " live endpoints") .. " behind it"
  end
end

return {
  mentions = mentions,
  stands_by = stands_by,
  guarded = guarded,
}
